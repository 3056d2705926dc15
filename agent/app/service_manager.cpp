#include "agent/app/service_manager.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "agent/base/clock.hpp"
#include "agent/base/text.hpp"

namespace agent::app {
namespace {

using std::chrono::microseconds;

// The longest time that the arithmetic of clocks surely bears.
constexpr microseconds kForever = std::chrono::hours(24 * 365);

// Half of the watchdog is for sleeping; of the other half a tick may use half, the rest is for a
// machine under load.
constexpr int kWatchdogPerTimeout = 4;

std::string Take(const char* name) {
  const char* value = std::getenv(name);
  std::string taken = value != nullptr ? value : "";
  ::unsetenv(name);
  return taken;
}

// A positive whole number, nothing else.
std::optional<std::int64_t> ParseCount(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end || number <= 0) return std::nullopt;
  return number;
}

constexpr std::size_t kStatusBytes = 1000;

std::string StatusLine(const std::string& text) {
  return "STATUS=" + base::OneLine(text, kStatusBytes) + "\n";
}

constexpr const char* kFeed = "WATCHDOG=1\n";

}  // namespace

ServiceEnvironment TakeServiceEnvironment() {
  ServiceEnvironment environment;
  environment.notify_socket = Take("NOTIFY_SOCKET");
  const std::optional<std::int64_t> watchdog = ParseCount(Take("WATCHDOG_USEC"));
  const std::string pid = Take("WATCHDOG_PID");
  const bool for_us = pid.empty() || ParseCount(pid) == ::getpid();
  if (watchdog && for_us) environment.watchdog = std::min(microseconds(*watchdog), kForever);
  return environment;
}

ServiceManager::ServiceManager(const ServiceEnvironment& environment)
    : socket_(environment.notify_socket),
      configured_watchdog_(socket_.IsOpen() ? environment.watchdog : std::nullopt),
      watchdog_(configured_watchdog_) {}

void ServiceManager::Ready() {
  const std::lock_guard lock(mutex_);
  SendState("READY=1\n" + StatusLine(status_.Text()));
}

void ServiceManager::Reloading() {
  // The time on the very clock that the manager compares with: CLOCK_MONOTONIC.
  const auto now =
      std::chrono::duration_cast<microseconds>(base::SystemClock().SteadyNow().time_since_epoch());
  const std::lock_guard lock(mutex_);
  SendState("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()) + "\n");
}

void ServiceManager::Stopping() {
  const std::lock_guard lock(mutex_);
  SendState("STOPPING=1\n" + StatusLine("stopping"));
}

void ServiceManager::Say(const std::string& status) {
  const std::lock_guard lock(mutex_);
  Send(StatusLine(status));
}

void ServiceManager::Begin(std::chrono::milliseconds timeout,
                           const std::vector<std::string>& gateways, bool goes_on) {
  const std::lock_guard lock(mutex_);
  if (goes_on) {
    status_.KeepGateways(gateways);
  } else {
    status_.Forget();
  }
  if (!configured_watchdog_) return;
  const microseconds needed = kWatchdogPerTimeout * std::min<microseconds>(timeout, kForever);
  const microseconds watchdog = std::max(*configured_watchdog_, needed);
  if (watchdog == *watchdog_) return;
  watchdog_ = watchdog;
  Send("WATCHDOG_USEC=" + std::to_string(watchdog.count()) + "\n");
}

void ServiceManager::Collected(const std::optional<collect::CollectError>& error,
                               const std::string& farm) {
  const std::lock_guard lock(mutex_);
  status_.Collected(error, farm, base::SystemClock().Now());
  Send(StatusLine(status_.Text()) + (watchdog_ ? kFeed : ""));
}

void ServiceManager::Slept() {
  const std::lock_guard lock(mutex_);
  Send(kFeed);
}

microseconds ServiceManager::LongestSleep() const {
  const std::lock_guard lock(mutex_);
  return watchdog_ ? *watchdog_ / 2 : kForever;
}

void ServiceManager::Pushed(const std::string& gateway, const publish::Outcome& outcome) {
  const std::lock_guard lock(mutex_);
  if (status_.Pushed(gateway, outcome, base::SystemClock().Now())) {
    Send(StatusLine(status_.Text()));
  }
}

void ServiceManager::Remark(const std::string& what) {
  const std::lock_guard lock(mutex_);
  status_.Remark(what);
}

void ServiceManager::SendState(std::string lines) {
  undelivered_ = std::move(lines);
  Send("");
}

// A state that could not be delivered goes along with what comes next: without its READY=1 the
// manager would end the agent.
void ServiceManager::Send(const std::string& lines) {
  if (socket_.Send(undelivered_ + lines)) undelivered_.clear();
}

}  // namespace agent::app
