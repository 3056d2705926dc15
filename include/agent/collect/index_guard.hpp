#pragma once

namespace agent::collect {

// Protects a reading from SIGBUS. SQLite reads O.D.I.N.'s WAL index (`-shm`) as mapped memory. When
// another process truncates that file, touching the lost part raises SIGBUS, which would end this
// process. While a guard lives, the calling thread reads zeros there instead.
//
// What was read then cannot be trusted. All connections of a process to one database share the
// mapping, so that holds for every thread: IndexWasCut() is true for all guards that exist then or
// begin before the last of them ends. Make the guard before the connection, and destroy it after.
//
// The first guard installs the process's handler of SIGBUS; outside of guards the signal does what
// it did before.
class IndexGuard {
 public:
  IndexGuard();
  IndexGuard(const IndexGuard&) = delete;
  IndexGuard& operator=(const IndexGuard&) = delete;
  ~IndexGuard();

  // Whether an index was truncated since the process last had no guard.
  [[nodiscard]] bool IndexWasCut() const;

 private:
  bool outer_;
};

}  // namespace agent::collect
