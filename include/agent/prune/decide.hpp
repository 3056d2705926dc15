#pragma once

#include <chrono>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/publish/group_list.hpp"

namespace agent::prune {

// The time from the group's last accepted push to `now`. If no push was ever accepted, the time
// from its last refused push. So a group with only refused pushes is kept as long as one with
// values.
[[nodiscard]] std::chrono::duration<double> AgeOf(const publish::ListedGroup& group,
                                                  base::WallTime now);

// Whether the group is older than `older_than`. `now` is by the Pushgateway's clock, as the push
// times are.
[[nodiscard]] bool IsStale(const publish::ListedGroup& group, base::WallTime now,
                           std::chrono::milliseconds older_than);

// The groups that are stale.
[[nodiscard]] std::vector<publish::ListedGroup> StaleGroups(
    const std::vector<publish::ListedGroup>& groups, base::WallTime now,
    std::chrono::milliseconds older_than);

// The group in `groups` with the same labels, or nullptr.
[[nodiscard]] const publish::ListedGroup* FindSame(const std::vector<publish::ListedGroup>& groups,
                                                   const publish::ListedGroup& group);

}  // namespace agent::prune
