#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/config.hpp"

namespace agent::app {

// Which group of which Pushgateway: what a site's metrics are filed under there.
struct Group {
  std::string gateway;  // see GatewayAddress
  std::string job;
  std::string site;

  bool operator==(const Group&) const = default;
};

// What a deletion may take that nobody waits for: when the agent ends, and after a reload.
inline constexpr std::chrono::seconds kDeletionTimeout(4);

// The URL of a Pushgateway as far as it tells one from another. Two spellings of one address are
// equal here: upper case in the host, the scheme's own port, a user in front.
[[nodiscard]] std::string GatewayAddress(std::string_view url);

[[nodiscard]] Group GroupOf(const config::PushgatewayConfig& gateway, const std::string& site);

// The group's own URL, which deletes it when sent DELETE.
[[nodiscard]] std::string GroupUrl(const Group& group);

// Whether one of `groups` has the job and site of `group`, so that it is the same one where both
// URLs lead to one Pushgateway.
[[nodiscard]] bool HasOneOfItsName(const std::vector<Group>& groups, const Group& group);

}  // namespace agent::app
