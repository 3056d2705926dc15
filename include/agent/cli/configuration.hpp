#pragma once

#include <optional>
#include <string>

#include "agent/config/config.hpp"
#include "agent/config/load.hpp"

namespace agent::cli {

inline constexpr const char* kDefaultConfigPath = "/etc/odin-agent/config.yaml";

// What a file of secrets or TLS that is not there yet is: an error, or, for who can wait, a
// warning.
enum class MissingFiles { kRefuse, kAwait };

// Loads the configuration and prints its warnings and errors on standard error, a line each. Sets
// up the log as it says.
[[nodiscard]] config::LoadResult LoadAndReport(const std::string& path,
                                               MissingFiles missing = MissingFiles::kRefuse);

// The same, for who needs no more than the configuration. Nothing when there is an error: the
// command ends with kUsage.
[[nodiscard]] std::optional<config::Config> LoadConfiguration(
    const std::string& path, MissingFiles missing = MissingFiles::kRefuse);

// The warning about a file that is waited for.
[[nodiscard]] std::string DescribeAwaited(const config::Diagnostic& file);

}  // namespace agent::cli
