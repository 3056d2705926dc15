#include "config/load_helpers.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace agent::config {
namespace {

// Only the test of the grammar is to change where a key is added.
std::string WithoutKnownKeys(const std::string& message) {
  const std::string mark = "(known here: ";
  const std::size_t found = message.find(mark);
  if (found == std::string::npos) return message;
  const std::size_t begin = found + mark.size();
  return message.substr(0, begin) + "…" + message.substr(message.find(')', begin));
}

}  // namespace

Environment TestEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    if (name == "FARM") return "berlin-1";
    if (name == "TOKEN") return "t0ken";
    return std::nullopt;
  };
}

LoadResult Refusing(LoadResult result) {
  RefuseMissingFiles(result);
  return result;
}

LoadResult Parse(std::string_view yaml) {
  return Refusing(ParseConfig(yaml, "config.yaml", TestEnvironment()));
}

LoadResult ParseSection(std::string_view section) {
  return Parse("site: a\nsource: {demo: {}}\n" + std::string(section));
}

void ExpectErrors(const LoadResult& result, const BadConfig& bad) {
  EXPECT_FALSE(result.config) << bad.yaml;
  std::string errors;
  for (const Diagnostic& error : result.errors) {
    errors += std::to_string(error.line) + ':' + std::to_string(error.column) + ": " +
              WithoutKnownKeys(error.message) + '\n';
  }
  EXPECT_EQ(errors, bad.errors) << bad.yaml;
}

std::string Lines(const std::vector<Diagnostic>& diagnostics) {
  std::string lines;
  for (const Diagnostic& diagnostic : diagnostics) {
    lines += WithoutKnownKeys(FormatDiagnostic(diagnostic)) + '\n';
  }
  return lines;
}

Config MustLoad(const LoadResult& result) {
  if (!result.config) throw std::runtime_error(Lines(result.errors));
  return *result.config;
}

Config MustParse(std::string_view yaml) { return MustLoad(Parse(yaml)); }

}  // namespace agent::config
