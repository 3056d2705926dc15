#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/app/collect_loop.hpp"
#include "agent/app/destinations.hpp"
#include "agent/app/former_groups.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/app/publish_loop.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/app/threads.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/status/board.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// The loops of one configuration. One thread collects and sets the snapshots of latest(). One
// thread per destination publishes them. A reload replaces the whole object.
class Workers {
 public:
  // Makes everything, also the threads, which wait until Start(). Before that there is no visible
  // effect. `destinations` are those of `config`. `on_failure` is called when a thread has ended
  // with an exception. The other arguments must outlive this object. Throws std::runtime_error when
  // the source cannot be set up or a thread cannot be started.
  Workers(const config::Config& config, std::vector<Destination> destinations, FormerGroups& former,
          metrics::AgentMetrics& metrics, status::Board& board, ServiceManager& service,
          const std::function<void()>& on_failure);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Ends every thread, also one in the middle of a push that hangs.
  ~Workers();

  // Replaces `predecessor`, which has stopped. When both describe the same farm (source, site and
  // external labels), its last good values stay. Otherwise they are dropped, and only the agent's
  // own metrics are shown until the first tick.
  void TakeOver(Workers& predecessor) noexcept;

  void Start() noexcept;

  // Ends every thread. A running collection or push is cancelled.
  void Stop() noexcept;

  // The same. Then deletes the groups with on_shutdown: delete, in parallel, within
  // kDeletionTimeout.
  void StopForGood() noexcept;

  [[nodiscard]] const config::Config& config() const { return config_; }
  [[nodiscard]] const std::vector<Destination>& destinations() const { return destinations_; }
  [[nodiscard]] const std::shared_ptr<status::Latest>& latest() const { return latest_; }

 private:
  enum class Predecessor { kNone, kOfTheSameFarm, kOfAnotherFarm };

  void AddPublishThread(const Destination& destination, FormerGroups& former);
  void NoteOutcome(const Destination& destination, const publish::Outcome& outcome,
                   FormerGroups& former);

  config::Config config_;
  metrics::AgentMetrics& metrics_;
  status::Board& board_;
  ServiceManager& service_;
  const std::shared_ptr<status::Latest> latest_;  // shared with readers that outlive this object
  Pipeline pipeline_;
  CollectLoop collect_loop_;
  const std::vector<Destination> destinations_;
  std::vector<std::unique_ptr<PublishLoop>> publish_loops_;
  Predecessor predecessor_ = Predecessor::kNone;
  std::atomic<bool> ends_for_good_ = false;
  Threads threads_;  // last: they run the loops
};

}  // namespace agent::app
