#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/publish/pushgateway_client.hpp"

namespace agent::prune {

struct SweepOptions {
  std::string job = "odin";
  std::chrono::milliseconds older_than{0};
  bool dry_run = false;
  std::string textfile;  // of last_seen.hpp; empty: none
};

enum class Fate {
  kDeleted,
  kWouldBeDeleted,  // a dry run
  kPushedAgain,     // between reading and deleting: it stays
  kFailed,
};

// What became of one group that was too old.
struct Finding {
  Group group;
  Fate fate = Fate::kDeleted;
  std::chrono::duration<double> age{0};
  std::string detail;  // of kFailed: why
};

using Report = std::function<void(const Finding&)>;

// Goes through the groups of one Pushgateway once: brings the textfile up to date, then deletes
// what is too old, each group right after a reading, of less than a second ago, that shows it to be
// so still. (The interface has no condition on a DELETE: within that second the group of a farm
// that pushes again after `older_than` can be lost, until its next push.) A dry run writes and
// deletes nothing. Returns the first thing that failed, or an empty text; whatever else can be done
// is done, but nothing is deleted when the textfile cannot be written. Ends soon after `stop`
// fires.
[[nodiscard]] std::string Sweep(Gateway& gateway, const SweepOptions& options,
                                const base::Clock& clock, const Report& report,
                                std::stop_token stop);

}  // namespace agent::prune
