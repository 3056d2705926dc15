#pragma once

#include <functional>
#include <memory>
#include <string>

#include "agent/app/former_groups.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/app/workers.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/serve/server.hpp"
#include "agent/status/board.hpp"
#include "agent/status/current.hpp"

namespace agent::app {

// The whole agent. It runs from construction to destruction. A reload replaces the workers, with
// their snapshots, and the server. The metrics stay. For one thread.
class Agent {
 public:
  // Writes its results to `board`, and notifies `service`, except for READY and STOPPING. Both must
  // outlive it. `on_failure` is called, from any thread, when a thread has ended with an exception,
  // which has been logged. The process should then end and be restarted.
  //
  // Throws std::runtime_error when the local address cannot be listened on or the source cannot be
  // set up.
  Agent(const config::Config& config, status::Board& board, ServiceManager& service,
        std::function<void()> on_failure);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // Ends every thread, within 1 s, or within 5 s when groups must be deleted.
  ~Agent();

  // Changes to another configuration. Its first tick follows at once, and counters go on. When the
  // source, the site or the labels change, the old values are no longer shown. Otherwise the last
  // good values stay. For groups that are no longer pushed to, see FormerGroups. Throws
  // std::runtime_error when the configuration cannot be used. Then nothing has changed, and the
  // former one goes on. All steps that can fail come before the first one that cannot be undone.
  // Only a lack of memory after that ends the process.
  void Reload(const config::Config& config);

  // Where the local endpoint listens: "127.0.0.1:9465", with the real port where 0 was configured.
  [[nodiscard]] std::string local_address() const;

  // Notes in the metrics and on the board that a configuration was refused, and `why`.
  void NoteFailedReload(const std::string& why);

 private:
  struct Next;

  [[nodiscard]] Next Prepare(const config::Config& config);
  void Commit(Next next) noexcept;
  [[nodiscard]] std::unique_ptr<Workers> MakeWorkers(const config::Config& config);
  [[nodiscard]] std::unique_ptr<serve::Server> MakeServer(const config::Config& config,
                                                          const serve::Server* predecessor);
  void LogListening() const;

  status::Board& board_;
  ServiceManager& service_;
  std::function<void()> on_failure_;
  metrics::AgentMetrics metrics_;
  status::Current current_;
  FormerGroups former_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<serve::Server> server_;
};

}  // namespace agent::app
