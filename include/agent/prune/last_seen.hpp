#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/publish/group_list.hpp"

namespace agent::prune {

// When each site was last heard of: from its name to the Unix seconds of its newest accepted push.
using LastSeen = std::map<std::string, double>;

// A site with a longer name is not stored. No real site has one.
inline constexpr std::size_t kLongestSiteName = 256;  // bytes
// At most so many sites are stored. Beyond that, the sites that have been silent longest are
// dropped.
inline constexpr std::size_t kMostSites = 10'000;

// Updates the time of each site that has a group in `groups`. Other sites keep their time. A group
// counts for nothing when it has no label `site`, no accepted push, or labels that JSON cannot
// carry.
void Update(LastSeen& seen, const std::vector<publish::ListedGroup>& groups);

// Writes `seen` as the metric odin_site_last_seen_timestamp_seconds{site} in the text exposition
// format.
[[nodiscard]] std::string RenderLastSeen(const LastSeen& seen);

// Reads a file that RenderLastSeen wrote, and that a person may have edited. A missing file has no
// sites. A line with too long a name is skipped. Throws base::FileError, with the line, for any
// other content, which would be lost when the file is written again.
[[nodiscard]] LastSeen ReadLastSeen(const std::string& path);

}  // namespace agent::prune
