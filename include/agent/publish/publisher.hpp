#pragma once

#include <stop_token>

#include "agent/publish/outcome.hpp"
#include "agent/status/snapshot.hpp"

namespace agent::publish {

// The interface of every kind of destination. Use from one thread.
class Publisher {
 public:
  virtual ~Publisher() = default;

  // Publishes `snapshot`. Returns Reason::kCancelled soon after `stop` fires. Faults of the
  // destination are returned, not thrown. Throws only std::bad_alloc.
  [[nodiscard]] virtual Outcome Publish(const status::Snapshot& snapshot, std::stop_token stop) = 0;
};

}  // namespace agent::publish
