#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "agent/app/collect_loop.hpp"
#include "agent/app/group.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/app/push_loop.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// The threads of one configuration: one collects, and one per Pushgateway pushes. They meet only
// in `latest`, `metrics` and `service`, which outlive them. A reload replaces the whole by another.
class Workers {
 public:
  // Starts nothing yet. `former` are groups of earlier configurations, to be removed from those
  // Pushgateways that this one still pushes to, once it has. Throws std::runtime_error when the
  // source cannot be set up.
  Workers(const config::Config& config, const std::vector<Group>& former, status::Latest& latest,
          metrics::AgentMetrics& metrics, ServiceManager& service);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Ends every thread, also one in the middle of a push that hangs.
  ~Workers();

  // Goes on where `predecessor`, which has stopped, left off. Before Start().
  void TakeOver(const Workers& predecessor);

  // `on_failure` is called when a thread has died of an error that it cannot mend.
  void Start(const std::function<void()>& on_failure);

  // Ends every thread; whatever is in flight is cut short.
  void Stop();

  // Removes the groups whose configuration wants it, all at once, within 5 s. After Stop().
  void Retire();

  [[nodiscard]] const config::Config& config() const { return config_; }

 private:
  config::Config config_;
  ServiceManager& service_;
  Pipeline pipeline_;
  CollectLoop collect_loop_;
  std::vector<std::unique_ptr<PushLoop>> push_loops_;  // in the order of config_.pushgateways
  std::vector<std::jthread> threads_;
};

}  // namespace agent::app
