#pragma once

#include <stop_token>

#include "agent/publish/outcome.hpp"
#include "agent/status/snapshot.hpp"

namespace agent::publish {

// What every destination can do. Use from one thread.
class Publisher {
 public:
  virtual ~Publisher() = default;

  // Publishes `snapshot`. Returns soon after `stop` fires, then with Reason::kCancelled. Trouble
  // with the destination is returned, never thrown; std::bad_alloc may be.
  [[nodiscard]] virtual Outcome Publish(const status::Snapshot& snapshot, std::stop_token stop) = 0;
};

}  // namespace agent::publish
