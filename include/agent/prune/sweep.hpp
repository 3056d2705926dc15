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
  std::string textfile;  // where last_seen.hpp is stored; empty: nowhere
};

// What was done with a group that was too old.
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

// Reads the groups of one Pushgateway once, updates the textfile, then deletes the groups that are
// too old. A dry run writes and deletes nothing.
//
// Before each deletion the groups are read again, unless that was less than a second ago, and the
// group must still be too old. A DELETE cannot have a condition. So when a farm pushes again within
// that second, its group is lost until its next push.
//
// Returns the first failure, or an empty text. After a failure it goes on with the other groups.
// But nothing is deleted when the textfile cannot be written. Ends soon after `stop` fires.
[[nodiscard]] std::string Sweep(publish::PushgatewayClient& gateway, const SweepOptions& options,
                                const base::Clock& clock, const Report& report,
                                std::stop_token stop);

}  // namespace agent::prune
