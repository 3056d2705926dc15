#pragma once

#include <string>
#include <vector>

#include "agent/app/destinations.hpp"
#include "agent/app/group.hpp"
#include "agent/config/config.hpp"

// Finds the groups that a reload stops pushing to.
namespace agent::app {

// The groups among the destinations.
[[nodiscard]] std::vector<Group> GroupsOf(const std::vector<Destination>& destinations);

// A group that was pushed to, and no longer is.
struct AbandonedGroup {
  Group group;
  const config::PushgatewayConfig* before;  // its Pushgateway's settings
  // The new settings of the same Pushgateway, with another job or site. Null when it has none.
  const config::PushgatewayConfig* now;
};

// All groups of `before` that are not in `next`. The results point into both.
[[nodiscard]] std::vector<AbandonedGroup> FindAbandonedGroups(
    const std::vector<Destination>& before, const std::vector<Destination>& next);

// The settings of the first destination whose Pushgateway has this GatewayAddress. Null when there
// is none. Points into `destinations`.
[[nodiscard]] const config::PushgatewayConfig* SettingsAt(
    const std::vector<Destination>& destinations, const std::string& address);

}  // namespace agent::app
