#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "agent/base/gate.hpp"

namespace agent::app {

// A set of threads that wait for Open() before they run. So a thread that cannot be started is
// noticed before anything has happened. A thread that is stopped before Open() ends without having
// run. For use from one thread.
class Threads {
 public:
  // `on_failure` is called, from any of the threads, when one has ended with an exception, which
  // has been logged.
  explicit Threads(std::function<void()> on_failure);
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads();

  // `name` is for the log. Throws std::system_error when no thread can be started.
  void Add(std::string name, std::function<void(std::stop_token)> run);

  void Open() noexcept;

  // Asks every thread to end, and waits until all have.
  void Stop() noexcept;

 private:
  void Wait(const std::string& name, const std::function<void(std::stop_token)>& run,
            const std::stop_token& stop) noexcept;

  const std::function<void()> on_failure_;
  base::Gate gate_;
  std::vector<std::jthread> threads_;  // last: they use the others
};

}  // namespace agent::app
