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

// The one list of places that snapshots are published to: the only place that knows which class
// stands for which kind of destination.
namespace agent::app {

// Which snapshots a destination gets.
enum class QueuePolicy {
  kNewestOnly,  // newest_only.hpp
};

struct Destination {
  std::string name;         // in logs and in the label gateway; no two have the same
  std::string address;      // its redacted URL
  std::string_view kind{};  // what a person calls it: "pushgateway"
  std::shared_ptr<publish::Publisher> publisher{};
  QueuePolicy queue = QueuePolicy::kNewestOnly;

  // What only a Pushgateway has. `group` is the publisher itself; null for every other kind.
  std::shared_ptr<publish::PushgatewayGroup> group{};
  Group group_id{};
  config::PushgatewayConfig settings{};
};

// The destinations of a configuration, in its order. Connects to none. `clock` must outlive them.
// Throws std::runtime_error when libcurl cannot be set up.
[[nodiscard]] std::vector<Destination> MakeDestinations(const config::Config& config,
                                                        const base::Clock& clock);

// The group that a site has at this Pushgateway. Otherwise as MakeDestinations.
[[nodiscard]] std::shared_ptr<publish::PushgatewayGroup> MakeGroup(
    const config::PushgatewayConfig& gateway, const std::string& site, const base::Clock& clock);

// A queue of this policy over the snapshots of `latest`, which must outlive it.
[[nodiscard]] std::unique_ptr<publish::SnapshotQueue> MakeQueue(QueuePolicy policy,
                                                                const status::Latest& latest);

}  // namespace agent::app
