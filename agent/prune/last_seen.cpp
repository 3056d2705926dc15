#include "agent/prune/last_seen.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/number.hpp"
#include "agent/base/text.hpp"

namespace agent::prune {
namespace {

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

}  // namespace

void Update(LastSeen& seen, const std::vector<Group>& groups, std::string_view job) {
  LastSeen now;
  for (const Group& group : groups) {
    const auto of_job = group.labels.find("job");
    const auto site = group.labels.find("site");
    if (of_job == group.labels.end() || of_job->second != job) continue;
    if (site == group.labels.end() || site->second.empty() || group.push_time <= 0) continue;
    double& time = now[site->second];
    time = std::max(time, group.push_time);
  }
  for (const auto& [site, time] : now) seen[site] = time;
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
  constexpr std::size_t kMaxBytes = 16 << 20;
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return {};
  const std::string content = base::ReadSmallFile(path, kMaxBytes);
  LastSeen seen;
  std::string_view rest = content;
  for (int number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = base::Trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.starts_with('#')) continue;
    std::optional<std::pair<std::string, double>> sample = ParseLine(line);
    if (!sample) {
      throw base::FileError(path + ":" + std::to_string(number) + ": is no line of " +
                            std::string(kName) + "; not written over");
    }
    seen.insert_or_assign(std::move(sample->first), sample->second);
  }
  return seen;
}

}  // namespace agent::prune
