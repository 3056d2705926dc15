#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>

namespace agent::test {

// An alert that has not ended, as Alertmanager has it.
struct Alert {
  std::string name;
  std::string site;
  std::string state;  // "active", or "suppressed" by a silence or another alert

  auto operator<=>(const Alert&) const = default;
};

// Those of the Alertmanager at this port. Throws std::runtime_error when it does not answer.
[[nodiscard]] std::set<Alert> AlertsAt(std::uint16_t port);

}  // namespace agent::test
