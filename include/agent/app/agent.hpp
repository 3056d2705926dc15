#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "agent/app/group.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/app/workers.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/serve/server.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// The whole agent: runs from construction to destruction. Its metrics and the latest snapshot live
// as long as it does; the workers and the server belong to a configuration and are replaced by a
// reload. For one thread.
class Agent {
 public:
  // Tells `service`, which outlives it, how it fares, but for READY and STOPPING.
  // `on_failure` is called, from any thread, when a part has died of an error that it cannot mend
  // (it has been logged): the process should end and be started anew.
  // Throws std::runtime_error when the local address cannot be listened on or the source cannot be
  // set up.
  Agent(const config::Config& config, ServiceManager& service, std::function<void()> on_failure);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // Ends every thread: within 1 s, or 5 s when groups are to be deleted.
  ~Agent();

  // Goes on with another configuration: the first tick with it follows at once, counters go on,
  // and a group that is no longer pushed to is removed after the first push to its successor.
  // Throws std::runtime_error, with everything as before, when the configuration cannot be used.
  void Reload(const config::Config& config);

  // A configuration was refused: says so in the metrics and to the service manager.
  void NoteFailedReload();

 private:
  [[nodiscard]] std::unique_ptr<serve::Server> MakeServer(const config::Config& config);

  [[nodiscard]] std::vector<Group> FormerGroups(const config::Config& next) const;
  void ForgetGatewaysNotIn(const config::Config& config);

  ServiceManager& service_;
  std::function<void()> on_failure_;
  metrics::AgentMetrics metrics_;
  status::Latest latest_;
  std::vector<Group> former_;  // groups pushed to before, but not by the configuration of now
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<serve::Server> server_;
};

}  // namespace agent::app
