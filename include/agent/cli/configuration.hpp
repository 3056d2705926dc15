#pragma once

#include <optional>
#include <string>

#include "agent/config/config.hpp"
#include "agent/config/load.hpp"

namespace agent::cli {

inline constexpr const char* kDefaultConfigPath = "/etc/odin-agent/config.yaml";

// What a file of secrets or TLS that is not there yet is: an error, or, for who can wait, a
// warning.
enum class MissingFiles { kRefuse, kWaitFor };

// For a command that answers a person. Loads the configuration and prints its warnings and errors
// on standard error, a line each; a file that is not there yet is an error. Sets up the log as it
// says, as far as that can be read.
[[nodiscard]] config::LoadResult LoadAndReport(const std::string& path);

// For a command that tells all it does in the log. Loads the configuration, sets up the log as it
// says and tells its warnings and errors there. Nothing when there is an error: the command ends
// with kUsage.
[[nodiscard]] std::optional<config::Config> LoadConfiguration(
    const std::string& path, MissingFiles missing = MissingFiles::kRefuse);

// Tells the errors and warnings of a configuration in the log, a line each, a hundred at most.
void LogDiagnostics(const config::LoadResult& loaded);

}  // namespace agent::cli
