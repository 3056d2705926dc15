#include "agent/app/group.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "agent/base/url.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::app {

std::string GatewayAddress(std::string_view url) {
  const std::optional<base::Url> parts = base::ParseUrl(url);
  return parts ? base::ShownUrl(*parts) : std::string(url);
}

Group GroupOf(const config::PushgatewayConfig& gateway, const std::string& site) {
  return {GatewayAddress(gateway.http.url), gateway.job, site};
}

std::vector<Group> GroupsOf(const config::Config& config) {
  std::vector<Group> groups;
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    groups.push_back(GroupOf(gateway, config.site));
  }
  return groups;
}

std::string GroupUrl(const Group& group) {
  return group.gateway + publish::GroupPath(group.job, group.site);
}

bool HasOneOfItsName(const std::vector<Group>& groups, const Group& group) {
  return std::ranges::any_of(groups, [&](const Group& other) {
    return other.job == group.job && other.site == group.site;
  });
}

const config::PushgatewayConfig* GatewayAt(const config::Config& config,
                                           const std::string& address) {
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    if (GatewayAddress(gateway.http.url) == address) return &gateway;
  }
  return nullptr;
}

std::vector<LeftGroup> GroupsLeft(const config::Config& before, const config::Config& next) {
  const std::vector<Group> living = GroupsOf(next);
  std::vector<LeftGroup> left;
  for (const config::PushgatewayConfig& gateway : before.pushgateways) {
    Group group = GroupOf(gateway, before.site);
    if (std::ranges::find(living, group) != living.end()) continue;
    const config::PushgatewayConfig* const now = GatewayAt(next, group.gateway);
    left.push_back({std::move(group), &gateway, now});
  }
  return left;
}

std::vector<std::string> GatewayNames(const std::vector<config::PushgatewayConfig>& gateways) {
  std::map<std::string, int> uses;
  for (const config::PushgatewayConfig& gateway : gateways) {
    ++uses[base::RedactUrl(gateway.http.url)];
  }
  std::vector<std::string> names;
  for (const config::PushgatewayConfig& gateway : gateways) {
    const std::string url = base::RedactUrl(gateway.http.url);
    names.push_back(uses[url] == 1 ? url : url + publish::JobPath(gateway.job));
  }
  return names;
}

}  // namespace agent::app
