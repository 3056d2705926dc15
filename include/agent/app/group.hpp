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

// The URL of a Pushgateway as far as it tells one from another: two spellings of one address (upper
// case in the host, the scheme's own port, a user in front) are equal here.
[[nodiscard]] std::string GatewayAddress(std::string_view url);

[[nodiscard]] Group GroupOf(const config::PushgatewayConfig& gateway, const std::string& site);

// The groups that a configuration pushes to.
[[nodiscard]] std::vector<Group> GroupsOf(const config::Config& config);

// The group's own URL, which deletes it when sent DELETE.
[[nodiscard]] std::string GroupUrl(const Group& group);

// Whether one of `groups` has the job and site of `group`, so that it is the same one where both
// URLs lead to one Pushgateway.
[[nodiscard]] bool HasOneOfItsName(const std::vector<Group>& groups, const Group& group);

// A group that one configuration pushes to and the next one does not.
struct LeftGroup {
  Group group;
  const config::PushgatewayConfig* before;  // how it was reached
  // How the next configuration reaches the same Pushgateway, under another job or site; null where
  // it does not.
  const config::PushgatewayConfig* now;
};

// Points into both, which must live as long as it is used.
[[nodiscard]] std::vector<LeftGroup> GroupsLeft(const config::Config& before,
                                                const config::Config& next);

// The first Pushgateway of `config` at this GatewayAddress; null where there is none.
[[nodiscard]] const config::PushgatewayConfig* GatewayAt(const config::Config& config,
                                                         const std::string& address);

}  // namespace agent::app
