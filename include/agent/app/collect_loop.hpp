#pragma once

#include <set>
#include <stop_token>
#include <string>

#include "agent/app/change_log.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/status/board.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// Runs the pipeline once per interval until stopped, at a fixed rate by the steady clock. A tick
// that overruns skips the ones that it missed. Every snapshot goes to `latest`, and how its
// collection ended to `board`. Each change of the source's state is logged once. Tells `service` of
// every tick, and while it sleeps as often as its watchdog wants.
class CollectLoop {
 public:
  CollectLoop(Pipeline& pipeline, const config::CollectConfig& config, status::Latest& latest,
              status::Board& board, ServiceManager& service);

  void Run(std::stop_token stop);

 private:
  // Both false when `stop` fired.
  bool TickOnce(const std::stop_token& stop);
  bool TickWithinMemory(const std::stop_token& stop);
  bool SleepUntil(base::SteadyTime deadline, const std::stop_token& stop);
  void LogChanges(const TickResult& tick);

  Pipeline& pipeline_;
  config::CollectConfig config_;
  status::Latest& latest_;
  status::Board& board_;
  ServiceManager& service_;
  ChangeLog changes_;
  std::set<std::string> warnings_;  // by the last good tick
};

}  // namespace agent::app
