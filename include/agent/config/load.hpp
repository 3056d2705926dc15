#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/config.hpp"

namespace agent::config {

// One fault (or warning) of a configuration file. Line and column count from 1; 0 where the fault
// has no place (the file cannot be read).
struct Diagnostic {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;  // "pushgateways[0].tls_config.ca_fil: unknown key (did you mean ca_file?)"
};

// `config.yaml:12:5: message`, as compilers write it.
[[nodiscard]] std::string FormatDiagnostic(const Diagnostic& diagnostic);

// Looks up an environment variable; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
[[nodiscard]] Environment ProcessEnvironment();

struct LoadResult {
  std::optional<Config> config;    // set exactly when errors is empty
  std::vector<Diagnostic> errors;  // every fault of the file, in the order of their places
  std::vector<Diagnostic> warnings;
  // Files of secrets and TLS that are missing, unreadable or empty. The configuration is whole, and
  // works as soon as they are there; whoever does not wait calls RefuseAwaited.
  std::vector<Diagnostic> awaited;
  std::vector<std::string> files;  // that it names and that must be readable, in order
  LogConfig log;  // as far as it could be read, also where there are errors: to tell them so
};

// Reads YAML into a Config: unknown and duplicate keys, wrong types, bad values and contradictions
// are all reported in one run. Secret files are named, and read once to see that they can be, but
// their text is not kept. Relative paths are taken from the configuration file's folder.
// Never throws for what a file can hold.
[[nodiscard]] LoadResult LoadConfig(const std::string& path, const Environment& environment);
[[nodiscard]] LoadResult ParseConfig(std::string_view yaml, const std::string& path,
                                     const Environment& environment);

// What to add to the words about such a file where it is waited for.
inline constexpr const char* kIsAwaited = ": it is waited for, and used as soon as it is there";

// Makes an error of every file that is not there yet.
void RefuseAwaited(LoadResult& result);

}  // namespace agent::config
