#pragma once

#include <chrono>

namespace agent::test {

// How long something may take that takes at most `idle` on an idle machine. It is longer where a
// sanitizer slows the program down, and where several tasks want each CPU, up to four times. What
// hangs takes longer still: tests let it hang for a minute.
[[nodiscard]] std::chrono::milliseconds Promptly(
    std::chrono::milliseconds idle = std::chrono::seconds(1));

}  // namespace agent::test
