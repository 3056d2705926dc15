#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/prune/groups.hpp"

namespace agent::prune {

// How long ago the group's values were pushed, by the clock that `now` is of. Where no push was
// ever accepted, so that it has none, how long ago one was refused: the trace of a farm that tries
// in vain stays as long as values would.
[[nodiscard]] std::chrono::duration<double> AgeOf(const Group& group, base::WallTime now);

// The groups of `job`, and of no other, that are older than `older_than`. `now` is the
// Pushgateway's own time, which it wrote the push times with.
[[nodiscard]] std::vector<Group> StaleGroups(const std::vector<Group>& groups, std::string_view job,
                                             base::WallTime now,
                                             std::chrono::milliseconds older_than);

// Whether a group of the same labels is among `groups`.
[[nodiscard]] bool Contains(const std::vector<Group>& groups, const Group& group);

}  // namespace agent::prune
