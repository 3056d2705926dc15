#include "agent/app/group_log.hpp"

#include <string_view>

#include "agent/base/log.hpp"

namespace agent::app {
namespace {

// A URL in single quotes, fit for a shell.
std::string Quoted(const std::string& url) {
  std::string quoted = "'";
  for (const char c : url) quoted += c == '\'' ? std::string("%27") : std::string(1, c);
  return quoted + "'";
}

std::string ByHand(const Group& group) { return "curl -X DELETE " + Quoted(GroupUrl(group)); }

}  // namespace

void LogKept(const Group& group, const std::vector<Group>& current) {
  constexpr std::string_view kMessage =
      "the group of the earlier configuration stays: its on_shutdown is keep";
  if (ContainsJobAndSite(current, group)) {
    base::LogInfo(kMessage, {{"group", GroupUrl(group)},
                             {"to_delete_it", ByHand(group)},
                             {"but_not_if", "the new url leads to the same Pushgateway"}});
  } else {
    base::LogInfo(kMessage, {{"group", GroupUrl(group)}, {"to_delete_it", ByHand(group)}});
  }
}

void LogNotOurs(const Group& group) {
  base::LogInfo(
      "the group of the earlier configuration is left alone: no push from here reached it",
      {{"group", GroupUrl(group)}});
}

void LogDeleted(const Group& group) {
  base::LogInfo("removed the group of the earlier configuration", {{"group", GroupUrl(group)}});
}

void LogNotDeleted(const Group& group, const std::string& why) {
  base::LogWarn("cannot remove the group of the earlier configuration: it stays",
                {{"group", GroupUrl(group)}, {"error", why}, {"to_delete_it", ByHand(group)}});
}

}  // namespace agent::app
