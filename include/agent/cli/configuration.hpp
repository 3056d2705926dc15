#pragma once

#include <optional>
#include <string>

#include "agent/config/config.hpp"
#include "agent/config/load.hpp"

namespace agent::cli {

inline constexpr const char* kDefaultConfigPath = "/etc/odin-agent/config.yaml";

// What to do about a file of secrets or TLS that is not there yet: make it an error, or, in a
// command that can wait for it, a warning.
enum class MissingFiles { kRefuse, kWaitFor };

// For a command that answers a person. Loads the configuration and prints its warnings and errors
// on standard error, a line each. A file that is not there yet is an error. Sets up the log by the
// configuration, as far as that can be read.
[[nodiscard]] config::LoadResult LoadAndReport(const std::string& path);

// For a command that tells all that it does in the log. Loads the configuration, sets up the log by
// it and logs its warnings and errors. Returns nothing when there is an error: the command then
// ends with kUsage.
[[nodiscard]] std::optional<config::Config> LoadConfiguration(
    const std::string& path, MissingFiles missing = MissingFiles::kRefuse);

// Logs the errors and warnings of a configuration, a line each, a hundred at most.
void LogDiagnostics(const config::LoadResult& loaded);

}  // namespace agent::cli
