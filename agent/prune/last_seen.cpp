#include "agent/prune/last_seen.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/number.hpp"
#include "agent/base/text.hpp"

namespace agent::prune {
namespace {

// A name of the longest, with every byte escaped, and what else a line has, with room for blanks.
constexpr std::size_t kLongestLine = 2 * kLongestSiteName + 1024;

constexpr std::string_view kName = "odin_site_last_seen_timestamp_seconds";

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

bool Skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Takes an escaped value and the quote that ends it off the front of `text`.
std::optional<std::string> TakeQuoted(std::string_view& text) {
  std::string value;
  while (!text.empty()) {
    if (Skip(text, "\"")) return value;
    if (Skip(text, "\\n")) {
      value += '\n';
      continue;
    }
    if (Skip(text, "\\") && !text.starts_with('\\') && !text.starts_with('"')) return std::nullopt;
    if (text.empty()) return std::nullopt;
    value += text.front();
    text.remove_prefix(1);
  }
  return std::nullopt;
}

std::optional<std::pair<std::string, double>> ParseLine(std::string_view line) {
  if (!Skip(line, kName) || !Skip(line, "{site=\"")) return std::nullopt;
  const std::optional<std::string> site = TakeQuoted(line);
  if (!site || !Skip(line, "}")) return std::nullopt;
  const std::optional<double> seconds = base::ParseDouble(base::Trim(line));
  if (!seconds) return std::nullopt;
  return std::pair(*site, *seconds);
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
    text += name + "{site=\"" + Escaped(site) + "\"} ";
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
