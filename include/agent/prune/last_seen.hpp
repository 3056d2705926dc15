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

// A longer name is no honest site's. It is not remembered.
inline constexpr std::size_t kLongestSiteName = 256;  // bytes
// So many sites are remembered. Where there are more, those that have been silent longest are
// forgotten.
inline constexpr std::size_t kMostSites = 10'000;

// Brings `seen` up to date with every site that one of `groups` is of. The others keep their time.
// A group tells nothing that has no site, whose pushes were all refused, or whose name JSON cannot
// carry.
void Update(LastSeen& seen, const std::vector<publish::ListedGroup>& groups);

// As the metric odin_site_last_seen_timestamp_seconds{site} in the text exposition format.
[[nodiscard]] std::string RenderLastSeen(const LastSeen& seen);

// Reads a file that RenderLastSeen wrote; a person may have added or removed lines. There are no
// sites where there is no such file. A line whose name is too long is passed over. Throws
// base::FileError, with the line, for a file that holds anything else: that would be lost when the
// file is written again.
[[nodiscard]] LastSeen ReadLastSeen(const std::string& path);

}  // namespace agent::prune
