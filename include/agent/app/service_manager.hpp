#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/app/service_status.hpp"
#include "agent/base/notify_socket.hpp"

namespace agent::app {

// What a service manager (systemd) tells a program of itself: sd_notify(3), sd_watchdog_enabled(3).
struct ServiceEnvironment {
  std::string notify_socket;  // empty: there is none
  std::optional<std::chrono::microseconds> watchdog;
};

// Takes it out of the environment, so that no child inherits it. A watchdog that is meant for
// another process or is not a number is none. While the process has one thread.
[[nodiscard]] ServiceEnvironment TakeServiceEnvironment();

// Tells the service manager how the agent fares; does nothing where there is none. Never blocks,
// never fails. Thread-safe.
//
// Only the loop that collects feeds the watchdog, by Collected() and Slept(), so that the manager
// notices one that hangs. A slow tick is none: where the configuration allows ticks that the
// watchdog would not bear, Begin() asks for a longer one.
class ServiceManager {
 public:
  explicit ServiceManager(const ServiceEnvironment& environment);

  // The agent is up; also ends what Reloading() began.
  void Ready();
  void Reloading();
  void Stopping();

  // Replaces the status by `status`, until the next thing happens.
  void Say(const std::string& status);

  // A configuration comes into force whose collections take at most `timeout` and which pushes to
  // `gateways`. What was said of others is forgotten; all of it, unless the same farm `goes_on`.
  void Begin(std::chrono::milliseconds timeout, const std::vector<std::string>& gateways,
             bool goes_on);

  // How a collection ended, as in ServiceStatus.
  void Collected(const std::optional<collect::CollectError>& error, const std::string& farm);

  // The loop has nothing to do yet, and goes on sleeping.
  void Slept();

  // How long the loop may sleep until it calls Slept(): half of the watchdog, so that the other
  // half is left for a tick. The longest there is without a watchdog.
  [[nodiscard]] std::chrono::microseconds LongestSleep() const;

  // How a push ended. Told at once when it is news, else with the next collection.
  void Pushed(const std::string& gateway, const publish::Outcome& outcome);

  // As in ServiceStatus.
  void Remark(const std::string& what);

 private:
  void SendState(std::string lines);
  void Send(const std::string& lines);

  const base::NotifySocket socket_;
  const std::optional<std::chrono::microseconds> configured_watchdog_;

  mutable std::mutex mutex_;
  std::optional<std::chrono::microseconds> watchdog_;  // as the manager has it now
  ServiceStatus status_;
  std::string undelivered_;  // the state that the manager does not know yet
};

}  // namespace agent::app
