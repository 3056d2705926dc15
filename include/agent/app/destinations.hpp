#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/app/group.hpp"
#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/publish/pushgateway_group.hpp"
#include "agent/publish/snapshot_queue.hpp"
#include "agent/status/latest.hpp"

// Makes the destinations of snapshots. Only this file knows the class of each kind of destination.
namespace agent::app {

// Which snapshots a destination gets.
enum class QueuePolicy {
  kNewestOnly,  // newest_only.hpp
};

struct Destination {
  std::string name;         // in logs and in the label gateway; no two have the same
  std::string address;      // its redacted URL
  std::string_view kind{};  // its kind in messages: "pushgateway"
  std::shared_ptr<publish::Publisher> publisher{};
  QueuePolicy queue = QueuePolicy::kNewestOnly;

  // Only for a Pushgateway. `group` is the publisher itself. Null for every other kind.
  std::shared_ptr<publish::PushgatewayGroup> group{};
  Group group_id{};
  config::PushgatewayConfig settings{};
};

// Makes the destinations of a configuration, in its order. Does not connect. `clock` must outlive
// them. Throws std::runtime_error when libcurl cannot be set up.
[[nodiscard]] std::vector<Destination> MakeDestinations(const config::Config& config,
                                                        const base::Clock& clock);

// Makes the publisher of a site's group at this Pushgateway. Otherwise as MakeDestinations.
[[nodiscard]] std::shared_ptr<publish::PushgatewayGroup> MakeGroup(
    const config::PushgatewayConfig& gateway, const std::string& site, const base::Clock& clock);

// Makes a queue with this policy for the snapshots of `latest`, which must outlive it.
[[nodiscard]] std::unique_ptr<publish::SnapshotQueue> MakeQueue(QueuePolicy policy,
                                                                const status::Latest& latest);

}  // namespace agent::app
