#pragma once

#include <set>
#include <stop_token>
#include <string>

#include "agent/app/change_log.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// Runs the pipeline once per interval until stopped, at a fixed rate by the steady clock (a tick
// that overruns skips the ones it missed), publishes every snapshot to `latest`, and logs each
// change of the source's state once. Tells `service` of every tick; while it sleeps, as often as
// its watchdog wants.
class CollectLoop {
 public:
  CollectLoop(Pipeline& pipeline, std::chrono::milliseconds interval, status::Latest& latest,
              ServiceManager& service);

  void Run(std::stop_token stop);

 private:
  // Both false when `stop` fired.
  bool TickOnce(const std::stop_token& stop);
  bool TickWithinMemory(const std::stop_token& stop);
  bool SleepUntil(base::SteadyTime deadline, const std::stop_token& stop);
  void LogChanges(const Tick& tick);

  Pipeline& pipeline_;
  std::chrono::milliseconds interval_;
  status::Latest& latest_;
  ServiceManager& service_;
  ChangeLog changes_;
  std::set<std::string> warnings_;
};

}  // namespace agent::app
