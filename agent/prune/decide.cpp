#include "agent/prune/decide.hpp"

#include <algorithm>

namespace agent::prune {

using Seconds = std::chrono::duration<double>;

Seconds AgeOf(const Group& group, base::WallTime now) {
  const double newest = group.push_time > 0 ? group.push_time : group.push_failure_time;
  return Seconds(base::UnixSeconds(now) - newest);
}

std::vector<Group> StaleGroups(const std::vector<Group>& groups, std::string_view job,
                               base::WallTime now, std::chrono::milliseconds older_than) {
  std::vector<Group> stale;
  std::copy_if(groups.begin(), groups.end(), std::back_inserter(stale), [&](const Group& group) {
    const auto of_job = group.labels.find("job");
    return of_job != group.labels.end() && of_job->second == job &&
           AgeOf(group, now) > Seconds(older_than);
  });
  return stale;
}

bool Contains(const std::vector<Group>& groups, const Group& group) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](const Group& other) { return other.labels == group.labels; });
}

}  // namespace agent::prune
