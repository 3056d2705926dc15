#pragma once

#include <string>
#include <string_view>

namespace agent::test {

// The path of a file of this project, such as "config.example.yaml" or "tests/fixtures/x.db".
[[nodiscard]] std::string SourcePath(std::string_view file);

// The path of a program that deploy/fetch-servers.sh has unpacked, such as "promtool". Where it is
// missing the test ends as skipped: support/needs.hpp.
[[nodiscard]] std::string ServerProgram(std::string_view name);

}  // namespace agent::test
