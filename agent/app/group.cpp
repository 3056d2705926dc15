#include "agent/app/group.hpp"

namespace agent::app {

std::vector<Group> GroupsOf(const config::Config& config) {
  std::vector<Group> groups;
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    groups.push_back({gateway.http.url, gateway.job, config.site});
  }
  return groups;
}

}  // namespace agent::app
