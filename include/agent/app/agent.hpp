#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/app/collect_loop.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/app/push_loop.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/serve/server.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// The whole agent: runs from construction to destruction. One thread collects, one per Pushgateway
// pushes, libmicrohttpd's serves; they meet only in `latest_` and `metrics_`.
// The constructor throws std::runtime_error when the local address cannot be listened on or the
// source cannot be set up.
class Agent {
 public:
  // `on_failure` is called, from any thread, when a part has died of an error that it cannot mend
  // (it has been logged): the process should end and be started anew.
  Agent(const config::Config& config, std::function<void()> on_failure);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // Ends every thread: within 1 s, or 5 s when groups are to be deleted.
  ~Agent();

 private:
  std::jthread Start(std::string name, std::function<void(std::stop_token)> run);

  std::function<void()> on_failure_;
  metrics::AgentMetrics metrics_;
  status::Latest latest_;
  Pipeline pipeline_;
  CollectLoop collect_loop_;
  std::vector<std::unique_ptr<PushLoop>> push_loops_;
  serve::Server server_;
  std::vector<std::jthread> threads_;
};

}  // namespace agent::app
