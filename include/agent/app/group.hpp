#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/config.hpp"

namespace agent::app {

// The identity of a group: its Pushgateway and its grouping key.
struct Group {
  std::string gateway;  // see GatewayAddress
  std::string job;
  std::string site;

  bool operator==(const Group&) const = default;
};

// The timeout of a deletion when the agent ends, and after a reload.
inline constexpr std::chrono::seconds kDeletionTimeout(4);

// A normalised URL, by which Pushgateways are compared: the host in lower case, without the
// scheme's default port, without a user.
[[nodiscard]] std::string GatewayAddress(std::string_view url);

[[nodiscard]] Group GroupOf(const config::PushgatewayConfig& gateway, const std::string& site);

// The group's URL. A DELETE of it deletes the group.
[[nodiscard]] std::string GroupUrl(const Group& group);

// Whether one of `groups` has the job and site of `group`. It is the same group if both URLs lead
// to one Pushgateway.
[[nodiscard]] bool ContainsJobAndSite(const std::vector<Group>& groups, const Group& group);

}  // namespace agent::app
