#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace agent::app {

// Says by how much a gateway's clock differs from this machine's, and how to tell whose is wrong.
// Empty where they agree. `skew` is this machine's clock minus the gateway's. `is_synchronised` is
// what the kernel says of this machine's clock, where it says anything.
[[nodiscard]] std::string DescribeClockSkew(std::chrono::duration<double> skew,
                                            std::optional<bool> is_synchronised);

}  // namespace agent::app
