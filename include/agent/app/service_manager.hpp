#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "agent/base/notify_socket.hpp"
#include "agent/status/board.hpp"

namespace agent::app {

// What a service manager (systemd) puts into a program's environment: sd_notify(3),
// sd_watchdog_enabled(3).
struct ServiceEnvironment {
  std::string notify_socket;  // empty: there is none
  std::optional<std::chrono::microseconds> watchdog;
};

// Reads it, and removes it from the environment, so that no child inherits it. A watchdog that is
// meant for another process, or is not a number, is ignored. Call it while the process has one
// thread.
[[nodiscard]] ServiceEnvironment TakeServiceEnvironment();

// Speaks systemd's protocol: tells the service manager the agent's state, and feeds its watchdog.
// Does nothing where there is no service manager. Never blocks, never fails. Thread-safe.
//
// Only the collect loop feeds the watchdog, by Ticked() and Slept(), so that the manager notices
// when that loop hangs. A slow tick is not a hang, so SetTickTimeout() asks for a longer watchdog
// when the configuration allows slow ticks.
class ServiceManager {
 public:
  // The status line is the ServiceStatus() of `board`. It is sent at once when the board has news.
  // The board must outlive this object, and must not be used while this object is made or
  // destroyed.
  ServiceManager(const ServiceEnvironment& environment, status::Board& board);
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;
  ~ServiceManager();

  // The agent is ready. Also ends Reloading().
  void Ready();
  void Reloading();
  void Stopping();

  // Sends `status` as the status line. The next event replaces it.
  void Say(const std::string& status);

  // A collection may take up to `timeout` from now on.
  void SetTickTimeout(std::chrono::milliseconds timeout);

  // A collection has ended, and its result is on the board.
  void Ticked();

  // The collect loop is alive, and goes on sleeping.
  void Slept();

  // How long the loop may sleep before it must call Slept(): half of the watchdog's time, so that a
  // tick has the other half. Without a watchdog it is the longest possible time.
  [[nodiscard]] std::chrono::microseconds LongestSleep() const;

 private:
  void TellStatus();
  [[nodiscard]] std::string StatusLine() const;
  void SendState(std::string lines);
  void Send(const std::string& lines);

  const base::NotifySocket socket_;
  const std::optional<std::chrono::microseconds> configured_watchdog_;
  status::Board& board_;

  mutable std::mutex mutex_;                           // also keeps status lines in order
  std::optional<std::chrono::microseconds> watchdog_;  // as the manager has it now
  std::string undelivered_;                            // the state that could not be sent yet
};

}  // namespace agent::app
