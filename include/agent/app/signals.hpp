#pragma once

namespace agent::app {

// Blocks SIGINT, SIGTERM and SIGHUP in the calling thread and all threads that it starts later, so
// that Wait() receives them. Ignores SIGPIPE and SIGXFSZ (a log file at its limit). Make it before
// any thread starts.
class Signals {
 public:
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Blocks until one of them arrives and returns its number.
  [[nodiscard]] int Wait() const;

  // Further signals have their default action again, so that a second Ctrl-C ends the process at
  // once.
  void RestoreDefaults() const;
};

}  // namespace agent::app
