#pragma once

#include <string>
#include <vector>

#include "agent/app/group.hpp"

// Each logs one line about a group of an earlier configuration.
namespace agent::app {

// The group stays, as its configuration says. `current` are the groups that are pushed to now. The
// line warns when the group may be one of them under another URL.
void LogKept(const Group& group, const std::vector<Group>& current);

// The group stays, because it may be another machine's.
void LogNotOurs(const Group& group);

void LogDeleted(const Group& group);

// The group stays, because it could not be deleted.
void LogNotDeleted(const Group& group, const std::string& why);

}  // namespace agent::app
