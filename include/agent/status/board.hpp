#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"

namespace agent::status {

// How a collection ended.
struct SourceReport {
  std::string reason;  // of its failure, the name of a CollectReason; empty on success
  std::string cause;   // tells its failure apart from others; empty on success
  std::string detail;  // of its failure, for a person
  std::string farm;    // a summary, on success: "12 printers, 8 online"
  base::SteadyTime::duration took{};
  // Until when the farm that is shown now counts as fresh. Nothing when none is shown.
  std::optional<base::SteadyTime> farm_fresh_until;
};

struct SourceState {
  SourceReport last;
  base::WallTime at;     // when the last collection ended
  base::WallTime since;  // when the present run of successes, or of failures, began
};

// How one push of a snapshot to a destination ended.
struct DestinationReport {
  std::string reason;  // of its failure, one of the publisher's words; empty when accepted
  std::string cause;   // tells its failure apart from others of the same reason
  std::string detail;  // of its failure, for a person
};

struct DestinationState {
  std::string name;
  std::optional<base::WallTime> accepted_at;    // when it last accepted a snapshot; nothing: never
  std::optional<base::WallTime> failing_since;  // nothing while it accepts them, and before the
                                                // first
  DestinationReport last;
};

// A configuration that a reload could not load.
struct RefusedConfiguration {
  base::WallTime at;
  std::string why;  // for a person
};

struct BoardState {
  std::optional<SourceState> source;           // nothing before the first collection
  std::vector<DestinationState> destinations;  // in the order of their names
  base::WallTime configuration_loaded_at;
  std::optional<RefusedConfiguration> refused;  // the last one since the present configuration was
                                                // loaded
};

// Whether the farm that is shown is still fresh at `now`.
[[nodiscard]] bool HasFreshFarm(const BoardState& state, base::SteadyTime now);

// The last results of the source, the destinations and the configuration. The loops write it; the
// readiness page and the service's status line read it. Each text is kept as one line of valid
// UTF-8, up to 1 kB. Thread-safe.
class Board {
 public:
  // `clock` must outlive this object.
  explicit Board(const base::Clock& clock = base::SystemClock());

  // `listener` is called when a destination begins to accept snapshots, to fail, or to fail for
  // another reason. It is called on the thread that reported that. Call this function before others
  // use the board.
  void ListenForNews(std::function<void()> listener);

  // A configuration with these destinations is now used. With `the_same_farm` (source, site and
  // labels) as before, the results of the source and of destinations that stay are kept. Otherwise
  // all are dropped.
  void ConfigurationLoaded(const std::vector<std::string>& destinations, bool the_same_farm);

  // A configuration was refused; the present one stays.
  void ConfigurationRefused(const std::string& why);

  void Collected(SourceReport report);

  // `destination` is its name in logs and metrics.
  void Published(const std::string& destination, const DestinationReport& report);

  [[nodiscard]] BoardState Read() const;

 private:
  const base::Clock& clock_;
  std::function<void()> listener_;
  mutable std::mutex mutex_;
  std::optional<SourceState> source_;
  std::map<std::string, DestinationState> destinations_;
  base::WallTime loaded_at_;
  std::optional<RefusedConfiguration> refused_;
};

}  // namespace agent::status
