#pragma once

namespace agent::app {

// Takes SIGINT, SIGTERM and SIGHUP out of the hands of their default actions, for the calling
// thread and all that it starts later, so that Wait() gets them; SIGPIPE and SIGXFSZ (a log file at
// its limit) are ignored. To be made before anything else starts.
class Signals {
 public:
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Blocks until one of them arrives and returns its number.
  [[nodiscard]] int Wait() const;

  // From here on a further signal acts by default again: whoever presses Ctrl-C twice wants to
  // leave at once.
  void RestoreDefaults() const;
};

}  // namespace agent::app
