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

// Runs the pipeline once per interval until stopped, at a fixed rate by the steady clock. After a
// tick that took too long, the missed ticks are skipped. Every snapshot goes to `latest`, and the
// result of its collection to `board`. Each change of the source's state is logged once. Notifies
// `service` after every tick, and while sleeping as often as the watchdog needs.
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
  std::set<std::string> warnings_;  // of the last good tick
};

}  // namespace agent::app
