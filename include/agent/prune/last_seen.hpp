#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/publish/group_list.hpp"

namespace agent::prune {

// When each site was last heard of: its name, and the Unix seconds of its newest accepted push.
using LastSeen = std::map<std::string, double>;

// A longer name is no honest site's, and not remembered.
inline constexpr std::size_t kLongestSiteName = 256;  // bytes
// The sites that are remembered: beyond them the one that has been silent longest is forgotten.
inline constexpr std::size_t kMostSites = 10'000;

// Brings `seen` up to date with every site that has one of `groups` now; the others keep their
// time. Groups without a site, or whose pushes were all refused, tell nothing, and neither does one
// whose name JSON cannot carry.
void Update(LastSeen& seen, const std::vector<publish::ListedGroup>& groups);

// As the metric odin_site_last_seen_timestamp_seconds{site} in the text exposition format.
[[nodiscard]] std::string RenderLastSeen(const LastSeen& seen);

// Reads a file that RenderLastSeen wrote, to which a person may have added lines or from which they
// may have taken some; none where there is no such file. Lines with names that are too long are
// passed over, however long they are. Throws base::FileError, with the line, for a file that holds
// anything else: that would be lost when it is written again.
[[nodiscard]] LastSeen ReadLastSeen(const std::string& path);

}  // namespace agent::prune
