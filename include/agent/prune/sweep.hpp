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

// What became of a group that was too old.
enum class SweepResult {
  kDeleted,
  kWouldBeDeleted,  // a dry run
  kPushedAgain,     // between reading and deleting: it stays
  kFailed,
};

struct SweptGroup {
  publish::ListedGroup group;
  SweepResult result = SweepResult::kDeleted;
  std::chrono::duration<double> age{0};
  std::string detail;  // of kFailed: why
};

using Report = std::function<void(const SweptGroup&)>;

// Goes through the groups of one Pushgateway once. Brings the textfile up to date, then deletes
// what is too old. Each deletion follows a reading of less than a second ago that shows the group
// to be too old still. (A DELETE can have no condition: within that second the group of a farm that
// pushes again after `older_than` can be lost, until its next push.) A dry run writes and deletes
// nothing.
//
// Returns the first thing that failed, or an empty text. Whatever else can be done is done, but
// nothing is deleted when the textfile cannot be written. Ends soon after `stop` fires.
[[nodiscard]] std::string Sweep(publish::PushgatewayClient& gateway, const SweepOptions& options,
                                const base::Clock& clock, const Report& report,
                                std::stop_token stop);

}  // namespace agent::prune
