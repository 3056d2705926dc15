#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace agent::app {

// Says by how much a gateway's clock differs from this machine's, and how to find out which one is
// wrong. Empty when they agree. `skew` is this machine's clock minus the gateway's.
// `is_synchronised` comes from base::IsClockSynchronised().
[[nodiscard]] std::string DescribeClockSkew(std::chrono::duration<double> skew,
                                            std::optional<bool> is_synchronised);

}  // namespace agent::app
