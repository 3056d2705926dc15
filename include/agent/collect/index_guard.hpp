#pragma once

namespace agent::collect {

// O.D.I.N.'s WAL index (`-shm`) is read as mapped memory. Should somebody cut the file short under
// a reading, touching what is gone raises SIGBUS, which ends a program. While a guard lives, the
// calling thread finds zeros there instead. What was read then proves nothing, in this thread or in
// another: all connections of a process to one database share the mapping. So every guard that
// lives knows, and every one that begins before the last of them ends. Make the guard before the
// connection, and let it outlive the connection.
//
// The first guard installs the process's handler of SIGBUS; outside of guards the signal does what
// it did before.
class IndexGuard {
 public:
  IndexGuard();
  IndexGuard(const IndexGuard&) = delete;
  IndexGuard& operator=(const IndexGuard&) = delete;
  ~IndexGuard();

  // Whether memory of an index has been replaced since there last was no guard in the process.
  [[nodiscard]] bool IndexWasCut() const;

 private:
  bool outer_;
};

}  // namespace agent::collect
