#include "agent/app/group.hpp"

#include <algorithm>
#include <optional>

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

std::string GroupUrl(const Group& group) {
  return group.gateway + publish::GroupPath(group.job, group.site);
}

bool ContainsJobAndSite(const std::vector<Group>& groups, const Group& group) {
  return std::ranges::any_of(groups, [&](const Group& other) {
    return other.job == group.job && other.site == group.site;
  });
}

}  // namespace agent::app
