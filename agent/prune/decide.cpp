#include "agent/prune/decide.hpp"

#include <algorithm>

namespace agent::prune {

using Seconds = std::chrono::duration<double>;

Seconds AgeOf(const publish::ListedGroup& group, base::WallTime now) {
  const double newest = group.push_time > 0 ? group.push_time : group.push_failure_time;
  return Seconds(base::UnixSeconds(now) - newest);
}

bool IsStale(const publish::ListedGroup& group, base::WallTime now,
             std::chrono::milliseconds older_than) {
  return AgeOf(group, now) > Seconds(older_than);
}

std::vector<publish::ListedGroup> StaleGroups(const std::vector<publish::ListedGroup>& groups,
                                              base::WallTime now,
                                              std::chrono::milliseconds older_than) {
  std::vector<publish::ListedGroup> stale;
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(stale),
               [&](const publish::ListedGroup& group) { return IsStale(group, now, older_than); });
  return stale;
}

const publish::ListedGroup* FindSame(const std::vector<publish::ListedGroup>& groups,
                                     const publish::ListedGroup& group) {
  const auto found =
      std::find_if(groups.begin(), groups.end(), [&](const publish::ListedGroup& other) {
        return other.labels == group.labels && other.has_exact_labels == group.has_exact_labels;
      });
  return found == groups.end() ? nullptr : &*found;
}

}  // namespace agent::prune
