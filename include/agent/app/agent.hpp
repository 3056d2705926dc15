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

// The whole agent: runs from construction to destruction. Its metrics live as long as it does; the
// workers, with their snapshots, and the server belong to a configuration and are replaced by a
// reload. For one thread.
class Agent {
 public:
  // Writes what it does on `board`, and tells `service` of it, but for READY and STOPPING. Both
  // outlive it.
  // `on_failure` is called, from any thread, when a part has died of an error that it cannot mend
  // (it has been logged): the process should end and be started anew.
  // Throws std::runtime_error when the local address cannot be listened on or the source cannot be
  // set up.
  Agent(const config::Config& config, status::Board& board, ServiceManager& service,
        std::function<void()> on_failure);
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // Ends every thread: within 1 s, or 5 s when groups are to be deleted.
  ~Agent();

  // Goes on with another configuration: the first tick with it follows at once, and counters go on.
  // Nothing of another source, site or set of labels is shown from here on; of the same ones the
  // last good values stay. For groups that are pushed to no longer see FormerGroups.
  // Throws std::runtime_error when the configuration cannot be used: then nothing has happened, and
  // the former one runs. What cannot be undone is done when nothing can fail any more but for lack
  // of memory, which ends the process.
  void Reload(const config::Config& config);

  // A configuration was refused, for the reason `why`: says so in the metrics and on the board.
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
