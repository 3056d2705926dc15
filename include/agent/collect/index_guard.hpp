#pragma once

namespace agent::collect {

// O.D.I.N.'s WAL index (`-shm`) is read as mapped memory. Should somebody cut the file short under
// a reading, touching what is gone raises SIGBUS, which ends a program. While a guard lives, the
// calling thread finds zeros there instead, and the guard knows: what was read then proves nothing.
//
// The first guard installs the process's handler of SIGBUS; outside of guards the signal does what
// it did before.
class IndexGuard {
 public:
  IndexGuard();
  IndexGuard(const IndexGuard&) = delete;
  IndexGuard& operator=(const IndexGuard&) = delete;
  ~IndexGuard();

  [[nodiscard]] bool IndexWasCut() const;

 private:
  bool outer_;
};

}  // namespace agent::collect
