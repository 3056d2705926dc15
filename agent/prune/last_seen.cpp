#include "agent/prune/last_seen.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/number.hpp"
#include "agent/base/text.hpp"
#include "agent/exposition/line_parser.hpp"
#include "agent/exposition/writer.hpp"

namespace agent::prune {
namespace {

// A name of the longest, with every byte escaped, and what else a line has, with room for blanks.
constexpr std::size_t kLongestLine = 2 * kLongestSiteName + 1024;

constexpr std::string_view kName = "odin_site_last_seen_timestamp_seconds";

std::optional<std::pair<std::string, double>> ParseLine(std::string_view line) {
  if (!line.starts_with(kName)) return std::nullopt;
  exposition::SampleLine sample;
  const std::string_view fault = exposition::ParseSample(line.substr(kName.size()), {}, sample);
  const bool is_ours = fault.empty() && !sample.repaired && !sample.timestamp &&
                       sample.labels.size() == 1 && sample.labels[0].name == "site";
  if (!is_ours) return std::nullopt;
  return std::pair(exposition::LabelValue(sample.labels[0]), sample.value);
}

void ForgetOldest(LastSeen& seen) {
  if (seen.size() <= kMostSites) return;
  std::vector<double> times;
  times.reserve(seen.size());
  for (const auto& [site, time] : seen) times.push_back(time);
  const auto oldest_kept = times.begin() + static_cast<std::ptrdiff_t>(seen.size() - kMostSites);
  std::nth_element(times.begin(), oldest_kept, times.end());
  std::erase_if(seen, [limit = *oldest_kept](const auto& each) { return each.second < limit; });
  // Those of one and the same time, in the order of their names.
  while (seen.size() > kMostSites) {
    seen.erase(std::find_if(seen.begin(), seen.end(), [limit = *oldest_kept](const auto& each) {
      return each.second == limit;
    }));
  }
}

}  // namespace

void Update(LastSeen& seen, const std::vector<publish::ListedGroup>& groups) {
  LastSeen now;
  for (const publish::ListedGroup& group : groups) {
    const auto site = group.labels.find("site");
    if (site == group.labels.end() || site->second.empty() || group.push_time <= 0) continue;
    if (site->second.size() > kLongestSiteName || !group.has_exact_labels) continue;
    double& time = now[site->second];
    time = std::max(time, group.push_time);
  }
  for (const auto& [site, time] : now) seen[site] = time;
  ForgetOldest(seen);
}

std::string RenderLastSeen(const LastSeen& seen) {
  const std::string name(kName);
  std::string text = "# HELP " + name +
                     " When the Pushgateway last accepted a push of this site, also of one that "
                     "has been pruned.\n# TYPE " +
                     name + " gauge\n";
  for (const auto& [site, time] : seen) {
    text += name + "{site=\"";
    exposition::AppendLabelValue(text, site);
    text += "\"} ";
    base::AppendDouble(text, time);
    text += '\n';
  }
  return text;
}

LastSeen ReadLastSeen(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return {};
  LastSeen seen;
  int number = 0;
  base::ForEachLine(path, kLongestLine, [&](std::string_view whole, bool is_cut) {
    ++number;
    const std::string_view line = base::Trim(whole);
    if (line.empty() || line.starts_with('#')) return;
    if (is_cut && line.starts_with(std::string(kName) + "{site=\"")) return;
    std::optional<std::pair<std::string, double>> sample = ParseLine(line);
    if (!sample) {
      throw base::FileError(path + ":" + std::to_string(number) + ": is no line of " +
                            std::string(kName) + "; not written over");
    }
    if (sample->first.size() > kLongestSiteName) return;
    seen.insert_or_assign(std::move(sample->first), sample->second);
    if (seen.size() >= 2 * kMostSites) ForgetOldest(seen);
  });
  ForgetOldest(seen);
  return seen;
}

}  // namespace agent::prune
