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

}  // namespace agent::app
