#pragma once

#include <cstdint>

#include "agent/publish/snapshot_queue.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// The queue of a destination that keeps only the latest state. It returns the newest snapshot, and
// none that is past its stale_after.
class NewestOnly final : public publish::SnapshotQueue {
 public:
  // `latest` must outlive this object.
  explicit NewestOnly(const status::Latest& latest) : latest_(latest) {}

  [[nodiscard]] status::SnapshotPtr Next(const std::stop_token& stop) override;
  void Done() override { done_ = given_; }

 private:
  const status::Latest& latest_;
  std::uint64_t given_ = 0;    // the sequence of the snapshot that Next() gave last
  std::uint64_t done_ = 0;     // the highest sequence that needs no further try
  std::uint64_t repeats_ = 0;  // as status::Latest counts them
};

}  // namespace agent::app
