#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace agent::app {

// What to say of a gateway's clock that differs from this machine's: by how much, and how to tell
// whose is wrong. `skew` is ours minus the gateway's. `is_synchronised` is what the kernel says of
// ours, where it says anything. Empty where the clocks agree.
[[nodiscard]] std::string DescribeClockSkew(std::chrono::duration<double> skew,
                                            std::optional<bool> is_synchronised);

}  // namespace agent::app
