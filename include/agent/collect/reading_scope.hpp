#pragma once

#include <chrono>
#include <stop_token>

namespace agent::collect {

// When a reading must end. Statements then fail with SQLITE_INTERRUPT, and waits for a lock with
// SQLITE_BUSY.
struct ReadLimits {
  std::chrono::steady_clock::time_point began;
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
};

// Whether the deadline has passed or `stop` has fired.
[[nodiscard]] bool IsOver(const ReadLimits& limits);

// Sleeps for `pause`, or until the limits are over. Returns false when they are over.
bool Pause(const ReadLimits& limits, std::chrono::milliseconds pause);

// Sets the limits of the read-only VFS for the calling thread, while this object lives. SQLite
// passes no such argument to a VFS. SQLite itself checks a deadline only now and then; the VFS
// checks at every page that is read and at every wait.
class ReadingScope {
 public:
  // `limits` outlives the scope. Scopes of one thread end in the reverse order.
  explicit ReadingScope(const ReadLimits& limits);
  ReadingScope(const ReadingScope&) = delete;
  ReadingScope& operator=(const ReadingScope&) = delete;
  ~ReadingScope();

  // The limits of the calling thread. Null when it has none.
  [[nodiscard]] static const ReadLimits* Limits();

 private:
  const ReadLimits* outer_;
};

}  // namespace agent::collect
