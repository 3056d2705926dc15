#pragma once

#include <string>
#include <vector>

#include "agent/config/config.hpp"

namespace agent::app {

// A group of one Pushgateway: what a site's metrics are filed under there.
struct Group {
  std::string url;  // of the Pushgateway
  std::string job;
  std::string site;

  bool operator==(const Group&) const = default;
};

// The groups that a configuration pushes to.
[[nodiscard]] std::vector<Group> GroupsOf(const config::Config& config);

// What each gateway is called in logs and in the label `gateway`, in their order: its redacted URL,
// with `/metrics/job/<job>` where another one has the same.
[[nodiscard]] std::vector<std::string> GatewayNames(
    const std::vector<config::PushgatewayConfig>& gateways);

}  // namespace agent::app
