#pragma once

#include <chrono>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/publish/group_list.hpp"

namespace agent::prune {

// How long ago the group was pushed to, by the clock that `now` is of. Where no push was ever
// accepted, how long ago one was refused: the trace of a farm that tries in vain stays as long as
// values would.
[[nodiscard]] std::chrono::duration<double> AgeOf(const publish::ListedGroup& group,
                                                  base::WallTime now);

// Whether the group is older than `older_than`. `now` is the Pushgateway's own time, which it wrote
// the push times with.
[[nodiscard]] bool IsStale(const publish::ListedGroup& group, base::WallTime now,
                           std::chrono::milliseconds older_than);

// Those that are stale.
[[nodiscard]] std::vector<publish::ListedGroup> StaleGroups(
    const std::vector<publish::ListedGroup>& groups, base::WallTime now,
    std::chrono::milliseconds older_than);

// The one of `groups` that has the same labels; nullptr where there is none.
[[nodiscard]] const publish::ListedGroup* FindSame(const std::vector<publish::ListedGroup>& groups,
                                                   const publish::ListedGroup& group);

}  // namespace agent::prune
