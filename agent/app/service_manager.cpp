#include "agent/app/service_manager.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "agent/app/service_status.hpp"
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

std::string AsStatus(const std::string& text) {
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

ServiceManager::ServiceManager(const ServiceEnvironment& environment, status::Board& board)
    : socket_(environment.notify_socket),
      configured_watchdog_(socket_.IsOpen() ? environment.watchdog : std::nullopt),
      board_(board),
      watchdog_(configured_watchdog_) {
  board_.ListenForNews([this] { TellStatus(); });
}

ServiceManager::~ServiceManager() { board_.ListenForNews(nullptr); }

void ServiceManager::Ready() {
  const std::lock_guard lock(mutex_);
  SendState("READY=1\n" + StatusLine());
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
  SendState("STOPPING=1\n" + AsStatus("stopping"));
}

void ServiceManager::Say(const std::string& status) {
  const std::lock_guard lock(mutex_);
  Send(AsStatus(status));
}

void ServiceManager::TellStatus() {
  const std::lock_guard lock(mutex_);
  Send(StatusLine());
}

void ServiceManager::SetTickTimeout(std::chrono::milliseconds timeout) {
  const std::lock_guard lock(mutex_);
  if (!configured_watchdog_) return;
  const microseconds needed = kWatchdogPerTimeout * std::min<microseconds>(timeout, kForever);
  const microseconds watchdog = std::max(*configured_watchdog_, needed);
  if (watchdog == *watchdog_) return;
  watchdog_ = watchdog;
  Send("WATCHDOG_USEC=" + std::to_string(watchdog.count()) + "\n");
}

void ServiceManager::Ticked() {
  const std::lock_guard lock(mutex_);
  Send(StatusLine() + (watchdog_ ? kFeed : ""));
}

void ServiceManager::Slept() {
  const std::lock_guard lock(mutex_);
  Send(kFeed);
}

microseconds ServiceManager::LongestSleep() const {
  const std::lock_guard lock(mutex_);
  return watchdog_ ? *watchdog_ / 2 : kForever;
}

std::string ServiceManager::StatusLine() const { return AsStatus(ServiceStatus(board_.Read())); }

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
