#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/config/config.hpp"
#include "agent/config/diagnostics.hpp"
#include "agent/config/environment.hpp"

namespace agent::config {

struct LoadResult : Diagnostics {
  std::optional<Config> config;  // set exactly when errors is empty
  LogConfig log;  // what could be read of it, also when there are errors: they are logged with it
};

// Reads YAML into a Config. Unknown and duplicate keys, wrong types, bad values and contradictions
// are all reported in one run. Secret files are read once as a test; their text is not kept.
// Relative paths start at the configuration file's folder. Never throws for the content of a file.
[[nodiscard]] LoadResult LoadConfig(const std::string& path, const Environment& environment);
[[nodiscard]] LoadResult ParseConfig(std::string_view yaml, const std::string& path,
                                     const Environment& environment);

// Makes every missing file an error, so that there is no configuration then.
void RefuseMissingFiles(LoadResult& result);

}  // namespace agent::config
