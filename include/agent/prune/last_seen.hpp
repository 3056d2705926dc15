#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/prune/groups.hpp"

namespace agent::prune {

// When each site was last heard of: its name, and the Unix seconds of its newest accepted push.
using LastSeen = std::map<std::string, double>;

// Brings `seen` up to date with every site that has a group of `job` now; the others keep their
// time. Groups without a site, or whose pushes were all refused, tell nothing.
void Update(LastSeen& seen, const std::vector<Group>& groups, std::string_view job);

// As the metric odin_site_last_seen_timestamp_seconds{site} in the text exposition format.
[[nodiscard]] std::string RenderLastSeen(const LastSeen& seen);

// Reads a file that RenderLastSeen wrote, of at most 16 MB, to which a person may have added lines
// or from which they may have taken some; none where there is no such file. Throws base::FileError,
// with the line, for one that holds anything else: that would be lost when it is written again.
[[nodiscard]] LastSeen ReadLastSeen(const std::string& path);

}  // namespace agent::prune
