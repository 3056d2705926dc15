#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "agent/config/config.hpp"
#include "agent/config/load.hpp"

namespace agent::cli {

inline constexpr const char* kDefaultConfigPath = "/etc/odin-agent/config.yaml";

// What a missing secret or TLS file is: an error, or a warning in a command that can wait for it.
enum class MissingFiles { kRefuse, kWaitFor };

// For a command whose output a person reads. Loads the configuration and prints its warnings and
// errors on `report`, a line each. A missing file is an error. Sets up the log from the
// configuration, as far as that can be read.
[[nodiscard]] config::LoadResult LoadAndReport(const std::string& path, std::ostream& report);

// For a command that reports only in the log. Loads the configuration, sets up the log from it, and
// logs its warnings and errors. Returns nothing when there is an error; the command then ends with
// kUsage.
[[nodiscard]] std::optional<config::Config> LoadConfiguration(
    const std::string& path, MissingFiles missing = MissingFiles::kRefuse);

// Logs the errors and warnings of a configuration, a line each, a hundred at most.
void LogDiagnostics(const config::LoadResult& loaded);

}  // namespace agent::cli
