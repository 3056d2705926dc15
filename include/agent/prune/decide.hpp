#pragma once

#include <chrono>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/publish/group_list.hpp"

namespace agent::prune {

// How long ago the group's values were pushed, by the clock that `now` is of. Where no push was
// ever accepted, so that it has none, how long ago one was refused: the trace of a farm that tries
// in vain stays as long as values would.
[[nodiscard]] std::chrono::duration<double> AgeOf(const Group& group, base::WallTime now);

// Whether the group is older than `older_than`. `now` is the Pushgateway's own time, which it wrote
// the push times with.
[[nodiscard]] bool IsStale(const Group& group, base::WallTime now,
                           std::chrono::milliseconds older_than);

// Those that are stale.
[[nodiscard]] std::vector<Group> StaleGroups(const std::vector<Group>& groups, base::WallTime now,
                                             std::chrono::milliseconds older_than);

// The one of `groups` that has the same labels; nullptr where there is none.
[[nodiscard]] const Group* FindSame(const std::vector<Group>& groups, const Group& group);

}  // namespace agent::prune
