#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "agent/base/gate.hpp"

namespace agent::app {

// Threads that exist before they may do anything, so that it is known whether the system grants
// them while nothing has happened yet. Each waits for Open(); one that is stopped before that ends
// without having run. For use from one thread.
class Threads {
 public:
  // `on_failure` is called, from any of them, when one has died of an exception (it has been
  // logged).
  explicit Threads(std::function<void()> on_failure);
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads();

  // `name` is for the log. Throws std::system_error when the system has no thread left.
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
