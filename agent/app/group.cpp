#include "agent/app/group.hpp"

#include <map>

#include "agent/base/url.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::app {

std::vector<Group> GroupsOf(const config::Config& config) {
  std::vector<Group> groups;
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    groups.push_back({gateway.http.url, gateway.job, config.site});
  }
  return groups;
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
