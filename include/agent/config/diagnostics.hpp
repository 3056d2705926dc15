#pragma once

#include <string>
#include <vector>

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

// All that one run of the loader finds.
struct Diagnostics {
  std::vector<Diagnostic> errors;
  std::vector<Diagnostic> warnings;
  // Files of secrets and TLS that are missing, unreadable or empty. Whoever waits for them has a
  // whole configuration; for everybody else RefuseMissingFiles makes errors of them.
  std::vector<Diagnostic> missing_files;
  std::vector<std::string> files;  // that are named and must be readable, as they were read
};

// What to add to the words about a missing file where it is waited for.
inline constexpr const char* kIsWaitedFor = ": it is waited for, and used as soon as it is there";

// Puts each list in the order of places. What has the same place keeps its order.
void SortByPlace(Diagnostics& diagnostics);

// Makes an error of every missing file.
void RefuseMissingFiles(Diagnostics& diagnostics);

}  // namespace agent::config
