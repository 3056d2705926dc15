#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "agent/base/notify_socket.hpp"
#include "agent/status/board.hpp"

namespace agent::app {

// What a service manager (systemd) tells a program of itself: sd_notify(3), sd_watchdog_enabled(3).
struct ServiceEnvironment {
  std::string notify_socket;  // empty: there is none
  std::optional<std::chrono::microseconds> watchdog;
};

// Takes it out of the environment, so that no child inherits it. A watchdog counts for none where
// it is meant for another process or is not a number. Call it while the process has one thread.
[[nodiscard]] ServiceEnvironment TakeServiceEnvironment();

// Speaks systemd's protocol: tells the service manager the agent's state, and feeds its watchdog.
// Does nothing where there is no service manager. Never blocks, never fails. Thread-safe.
//
// Only the loop that collects feeds the watchdog, by Ticked() and Slept(), so that the manager
// notices when that loop hangs. A slow tick is no hang: AllowTicksOf() asks for a longer watchdog
// where the configuration allows slow ticks.
class ServiceManager {
 public:
  // Its status line is the ServiceStatus() of `board`, whose news it tells at once. The board must
  // outlive this object, and nobody may write on it while this object is made or destroyed.
  ServiceManager(const ServiceEnvironment& environment, status::Board& board);
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager();

  // The agent is up; also ends what Reloading() began.
  void Ready();
  void Reloading();
  void Stopping();

  // Replaces the status line by `status`, until the next thing happens.
  void Say(const std::string& status);

  // A collection may take `timeout` from now on.
  void AllowTicksOf(std::chrono::milliseconds timeout);

  // A collection has ended, and is on the board.
  void Ticked();

  // The loop has nothing to do yet, and goes on sleeping.
  void Slept();

  // How long the loop may sleep until it calls Slept(): half of the watchdog, so that the other
  // half is left for a tick. The longest time there is without a watchdog.
  [[nodiscard]] std::chrono::microseconds LongestSleep() const;

 private:
  void TellStatus();
  [[nodiscard]] std::string StatusLine() const;
  void SendState(std::string lines);
  void Send(const std::string& lines);

  const base::NotifySocket socket_;
  const std::optional<std::chrono::microseconds> configured_watchdog_;
  status::Board& board_;

  mutable std::mutex mutex_;                           // also keeps status lines in their order
  std::optional<std::chrono::microseconds> watchdog_;  // as the manager has it now
  std::string undelivered_;  // the state that the manager does not know yet
};

}  // namespace agent::app
