#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/config/load.hpp"

namespace agent::config {

// An environment of two variables: FARM is "berlin-1", TOKEN is "t0ken".
[[nodiscard]] Environment TestEnvironment();

// What it is for a command that waits for no file.
[[nodiscard]] LoadResult Refusing(LoadResult result);

// ParseConfig on a file called config.yaml, for a command that waits for no file.
[[nodiscard]] LoadResult Parse(std::string_view yaml);

// The same with two good lines before `section`: `site: a` and `source: {demo: {}}`.
[[nodiscard]] LoadResult ParseSection(std::string_view section);

// A row of a table of bad configurations: YAML, and the errors it must give, a line each and
// without the file's name. "(known here: …)" stands for any list of keys.
struct BadConfig {
  const char* yaml;
  const char* errors;
};
void ExpectErrors(const LoadResult& result, const BadConfig& bad);

// Formatted diagnostics, a line each, with "(known here: …)" for any list of keys.
[[nodiscard]] std::string Lines(const std::vector<Diagnostic>& diagnostics);

// The configuration, which must be free of errors.
[[nodiscard]] Config MustLoad(const LoadResult& result);
[[nodiscard]] Config MustParse(std::string_view yaml);

}  // namespace agent::config
