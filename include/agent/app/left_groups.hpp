#pragma once

#include <string>
#include <vector>

#include "agent/app/destinations.hpp"
#include "agent/app/group.hpp"
#include "agent/config/config.hpp"

// What becomes of groups when other destinations take the place of those that there are.
namespace agent::app {

// The groups among the destinations.
[[nodiscard]] std::vector<Group> GroupsOf(const std::vector<Destination>& destinations);

// A group that was pushed to and is no longer.
struct LeftGroup {
  Group group;
  const config::PushgatewayConfig* before;  // how it was reached
  // How the same Pushgateway is reached now, under another job or site; null where it is not.
  const config::PushgatewayConfig* now;
};

// All of them. They point into `before` and `next`.
[[nodiscard]] std::vector<LeftGroup> GroupsLeft(const std::vector<Destination>& before,
                                                const std::vector<Destination>& next);

// How the Pushgateway at this GatewayAddress is reached, by the first destination that it is of;
// null where there is none. Points into `destinations`.
[[nodiscard]] const config::PushgatewayConfig* SettingsAt(
    const std::vector<Destination>& destinations, const std::string& address);

}  // namespace agent::app
