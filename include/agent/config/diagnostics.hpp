#pragma once

#include <string>
#include <vector>

namespace agent::config {

// One fault (or warning) of a configuration file. Line and column count from 1. Both are 0 when the
// file cannot be read.
struct Diagnostic {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;  // "pushgateways[0].tls_config.ca_fil: unknown key (did you mean ca_file?)"
};

// `config.yaml:12:5: message`, as compilers write it.
[[nodiscard]] std::string FormatDiagnostic(const Diagnostic& diagnostic);

// What one run of the loader finds.
struct Diagnostics {
  std::vector<Diagnostic> errors;
  std::vector<Diagnostic> warnings;
  // Secret and TLS files that are missing, unreadable or empty. A command that waits for them can
  // use the configuration. Other commands call RefuseMissingFiles to make them errors.
  std::vector<Diagnostic> missing_files;
  std::vector<std::string> files;  // every file that is named and must be readable
};

// The end of the message about a missing file, in a command that waits for it.
inline constexpr const char* kIsWaitedFor = ": it is waited for, and used as soon as it is there";

// Sorts each list by place. Diagnostics of the same place keep their order.
void SortByPlace(Diagnostics& diagnostics);

// Makes every missing file an error.
void RefuseMissingFiles(Diagnostics& diagnostics);

}  // namespace agent::config
