#pragma once

#include <string>
#include <vector>

#include "agent/app/group.hpp"

// What the log says of a group of an earlier configuration, one line each.
namespace agent::app {

// It stays, as its configuration says. `current` are the groups that are pushed to now: the line
// warns where it may be one of them under another URL.
void LogKept(const Group& group, const std::vector<Group>& current);

// It is another machine's.
void LogNotOurs(const Group& group);

void LogDeleted(const Group& group);

// It stays, though it should not.
void LogNotDeleted(const Group& group, const std::string& why);

}  // namespace agent::app
