#pragma once

#include <string_view>

namespace agent::base {

// From CMake's project(VERSION), the git checkout that was built ("unknown" outside of one) and
// the compiler's target. They have static lifetime.
[[nodiscard]] std::string_view Version();
[[nodiscard]] std::string_view Revision();
[[nodiscard]] std::string_view Architecture();

}  // namespace agent::base
