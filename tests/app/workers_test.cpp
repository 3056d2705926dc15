#include "agent/app/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "agent/exposition/writer.hpp"
#include "support/like_pushgateway.hpp"
#include "support/scripted_server.hpp"

namespace agent::app {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

// A destination of another kind than a Pushgateway: it keeps what it gets.
class Memory final : public publish::Publisher {
 public:
  publish::Outcome Publish(const status::Snapshot& snapshot, std::stop_token) override {
    const std::lock_guard lock(mutex_);
    texts_.push_back(snapshot.exposition->text);
    changed_.notify_all();
    return {.bytes_sent = 7};
  }

  // The first text, as soon as there is one.
  std::string AwaitText() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 30s, [this] { return !texts_.empty(); }));
    return texts_.empty() ? "" : texts_.front();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> texts_;
};

class WorkersTest : public testing::Test {
 protected:
  WorkersTest() {
    config_.site = "berlin-1";
    config_.source = config::DemoSource{3};
  }

  void Start(std::vector<Destination> destinations) {
    workers_ =
        std::make_unique<Workers>(config_, std::move(destinations), former_, metrics_, board_,
                                  service_, [] { ADD_FAILURE() << "a thread died"; });
    workers_->Start();
  }

  void StartAt(const test::ScriptedServer& server, config::OnShutdown on_shutdown) {
    config::PushgatewayConfig gateway;
    gateway.http.url = server.url();
    gateway.on_shutdown = on_shutdown;
    config_.pushgateways = {gateway};
    Start(MakeDestinations(config_, base::SystemClock()));
    ASSERT_TRUE(server.AwaitRequests(1));
  }

  static bool IsDeleted(const test::ScriptedServer& server) {
    return std::ranges::any_of(server.requests(), [](const test::ReceivedRequest& request) {
      return request.method == "DELETE";
    });
  }

  config::Config config_;
  FormerGroups former_;
  metrics::AgentMetrics metrics_{base::SystemClock().Now()};
  status::Board board_;
  ServiceManager service_{ServiceEnvironment{}, board_};
  std::unique_ptr<Workers> workers_;
};

TEST_F(WorkersTest, PublishToADestinationThatIsNoPushgateway) {
  const auto memory = std::make_shared<Memory>();
  Destination destination;
  destination.name = "memory";
  destination.kind = "memory";
  destination.publisher = memory;
  Start({destination});
  EXPECT_THAT(memory->AwaitText(), HasSubstr("odin_printers_total 3\n"));
  workers_->StopForGood();
  std::string text;
  exposition::WriteText(metrics_.Collect(), {}, text);
  EXPECT_THAT(text, HasSubstr("odin_agent_pushes_total{gateway=\"memory\"} 1\n"));
}

TEST_F(WorkersTest, RemoveAGroupAtTheEndWhereItsConfigurationWantsIt) {
  const test::ScriptedServer server(test::Healthy());
  StartAt(server, config::OnShutdown::kDelete);
  workers_->StopForGood();
  EXPECT_TRUE(IsDeleted(server));
}

TEST_F(WorkersTest, LeaveAGroupThatIsToBeKept) {
  const test::ScriptedServer server(test::Healthy());
  StartAt(server, config::OnShutdown::kKeep);
  workers_->StopForGood();
  EXPECT_FALSE(IsDeleted(server));
}

TEST_F(WorkersTest, LeaveTheirGroupsToTheWorkersThatTakeTheirPlace) {
  const test::ScriptedServer server(test::Healthy());
  StartAt(server, config::OnShutdown::kDelete);
  workers_->Stop();
  EXPECT_FALSE(IsDeleted(server));
}

}  // namespace
}  // namespace agent::app
