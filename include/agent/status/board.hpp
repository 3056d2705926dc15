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
  std::string reason;  // of its failure, one of the collector's words; empty where it succeeded
  std::string cause;   // what tells its failure from others; empty where it succeeded
  std::string detail;  // of its failure, for a person
  std::string farm;    // in words, where it succeeded: "12 printers, 8 online"
  base::SteadyTime::duration took{};
  // How long the farm that is shown now counts as fresh; nothing where none is shown.
  std::optional<base::SteadyTime> farm_fresh_until;
};

struct SourceState {
  SourceReport last;
  base::WallTime at;     // when the last collection ended
  base::WallTime since;  // when the first of those ended that all succeeded, or all failed
};

// How the sending of one snapshot to a destination ended.
struct DestinationReport {
  std::string reason;  // of its failure, one of the publisher's words; empty where it was accepted
  std::string cause;   // what tells its failure from others of the same reason
  std::string detail;  // of its failure, for a person
};

struct DestinationState {
  std::string name;
  std::optional<base::WallTime> accepted_at;    // when it last took a snapshot; nothing: never
  std::optional<base::WallTime> failing_since;  // nothing while it takes them, and before the first
  DestinationReport last;
};

// Why a configuration that was to be loaded anew is not in force.
struct RefusedConfiguration {
  base::WallTime at;
  std::string why;  // for a person
};

struct BoardState {
  std::optional<SourceState> source;           // nothing before the first collection
  std::vector<DestinationState> destinations;  // in the order of their names
  base::WallTime configuration_loaded_at;
  std::optional<RefusedConfiguration> refused;  // since the one in force was loaded
};

// Whether the farm that is shown at `now` is fresh: a collection has succeeded lately.
[[nodiscard]] bool HasFreshFarm(const BoardState& state, base::SteadyTime now);

// What the agent last did with its source, its destinations and its configuration. The loops write
// it; whoever tells of the agent's state reads it. Texts are kept up to 1 kB, as one line of valid
// UTF-8. Thread-safe.
class Board {
 public:
  // `clock` must outlive this object.
  explicit Board(const base::Clock& clock = base::SystemClock());

  // `listener` is called when a destination begins to take snapshots, to fail, or to fail for
  // another reason. The thread that reported it calls. Not while others use the board.
  void ListenForNews(std::function<void()> listener);

  // A configuration with these destinations comes into force. Where it describes `the_same_farm`
  // (source, site and labels) as the one before, what is known of the source and of destinations
  // that stay is kept. Else all of it is forgotten.
  void ConfigurationLoaded(const std::vector<std::string>& destinations, bool the_same_farm);

  // A configuration was refused, and the one before goes on.
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
