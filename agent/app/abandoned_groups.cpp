#include "agent/app/abandoned_groups.hpp"

#include <algorithm>

namespace agent::app {

std::vector<Group> GroupsOf(const std::vector<Destination>& destinations) {
  std::vector<Group> groups;
  for (const Destination& destination : destinations) {
    if (destination.group) groups.push_back(destination.group_id);
  }
  return groups;
}

std::vector<AbandonedGroup> FindAbandonedGroups(const std::vector<Destination>& before,
                                                const std::vector<Destination>& next) {
  const std::vector<Group> current = GroupsOf(next);
  std::vector<AbandonedGroup> left;
  for (const Destination& destination : before) {
    const Group& group = destination.group_id;
    if (!destination.group || std::ranges::find(current, group) != current.end()) continue;
    left.push_back({group, &destination.settings, SettingsAt(next, group.gateway)});
  }
  return left;
}

const config::PushgatewayConfig* SettingsAt(const std::vector<Destination>& destinations,
                                            const std::string& address) {
  for (const Destination& destination : destinations) {
    if (destination.group && destination.group_id.gateway == address) return &destination.settings;
  }
  return nullptr;
}

}  // namespace agent::app
