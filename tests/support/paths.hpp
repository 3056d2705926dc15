#pragma once

#include <string>
#include <string_view>

namespace agent::test {

// The path of a file of this project, such as "config.example.yaml" or "tests/fixtures/x.db".
[[nodiscard]] std::string SourcePath(std::string_view file);

// The path of a program that deploy/fetch-servers.sh has unpacked, such as "promtool".
[[nodiscard]] std::string ServerProgramPath(std::string_view name);

}  // namespace agent::test
