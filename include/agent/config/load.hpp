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
  LogConfig log;  // as far as it could be read, also where there are errors: to tell them so
};

// Reads YAML into a Config. Unknown and duplicate keys, wrong types, bad values and contradictions
// are all reported in one run. Files of secrets are read once, to see that they can be read; their
// text is not kept. Relative paths start at the configuration file's folder. Never throws for what
// a file can hold.
[[nodiscard]] LoadResult LoadConfig(const std::string& path, const Environment& environment);
[[nodiscard]] LoadResult ParseConfig(std::string_view yaml, const std::string& path,
                                     const Environment& environment);

// Makes an error of every file that is not there yet.
void RefuseMissingFiles(LoadResult& result);

}  // namespace agent::config
