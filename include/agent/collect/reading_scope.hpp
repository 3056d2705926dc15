#pragma once

#include <chrono>
#include <stop_token>

namespace agent::collect {

// When a reading must end: statements then fail with SQLITE_INTERRUPT, waits for a lock with
// SQLITE_BUSY.
struct ReadLimits {
  std::chrono::steady_clock::time_point began;
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
};

[[nodiscard]] bool IsOver(const ReadLimits& limits);

// Sleeps for `pause`, or less when that is over before. False when it is over.
bool Pause(const ReadLimits& limits, std::chrono::milliseconds pause);

// Puts the calling thread's use of the read-only VFS under limits, for as long as it lives: there
// is no other way to tell a VFS for whom it works. SQLite asks about a deadline only now and then;
// the VFS asks at every page that is read and at every wait.
class ReadingScope {
 public:
  // `limits` outlives the scope. Scopes of one thread end in the reverse order.
  explicit ReadingScope(const ReadLimits& limits);
  ReadingScope(const ReadingScope&) = delete;
  ReadingScope& operator=(const ReadingScope&) = delete;
  ~ReadingScope();

  // Those of the calling thread; null where it has none.
  [[nodiscard]] static const ReadLimits* Limits();

 private:
  const ReadLimits* outer_;
};

}  // namespace agent::collect
