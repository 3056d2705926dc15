#include "agent/prune/decide.hpp"

#include <algorithm>

namespace agent::prune {

using Seconds = std::chrono::duration<double>;

Seconds AgeOf(const Group& group, base::WallTime now) {
  const double newest = group.push_time > 0 ? group.push_time : group.push_failure_time;
  return Seconds(base::UnixSeconds(now) - newest);
}

bool IsStale(const Group& group, base::WallTime now, std::chrono::milliseconds older_than) {
  return AgeOf(group, now) > Seconds(older_than);
}

std::vector<Group> StaleGroups(const std::vector<Group>& groups, base::WallTime now,
                               std::chrono::milliseconds older_than) {
  std::vector<Group> stale;
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(stale),
               [&](const Group& group) { return IsStale(group, now, older_than); });
  return stale;
}

const Group* FindSame(const std::vector<Group>& groups, const Group& group) {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& other) {
    return other.labels == group.labels && other.has_exact_labels == group.has_exact_labels;
  });
  return found == groups.end() ? nullptr : &*found;
}

}  // namespace agent::prune
