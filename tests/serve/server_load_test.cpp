#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "serve/server_fixture.hpp"
#include "support/promptly.hpp"

// Many clients, slow clients, and the end of the server in the midst of them.
namespace agent::serve {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using test::RawClient;
using test::Reply;
using test::Request;

class ServerLoad : public test::ServerTest {};

// A text that can be seen to be of one piece: 20,000 times the same line.
std::string TextOf(std::uint64_t sequence) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "tick " + std::to_string(sequence) + "\n";
  return text;
}

bool IsOfOnePiece(const std::string& text) {
  const std::string line = text.substr(0, text.find('\n') + 1);
  if (line.empty() || text.size() % line.size() != 0) return false;
  for (std::size_t at = 0; at < text.size(); at += line.size()) {
    if (text.compare(at, line.size(), line) != 0) return false;
  }
  return true;
}

TEST_F(ServerLoad, GivesManyClientsWholeSnapshotsWhileTheyChange) {
  std::vector<status::SnapshotPtr> snapshots;
  for (std::uint64_t i = 1; i <= 8; ++i) {
    snapshots.push_back(test::MakeSnapshot(i, TextOf(i), clock_.SteadyNow() + 60s));
  }
  latest_.Set(snapshots.front());
  Start();
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (std::size_t i = 0; !done; ++i) {
      latest_.Set(snapshots[i % snapshots.size()]);
      std::this_thread::yield();
    }
  });
  std::atomic<int> whole = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back([&, gzip = i % 2 == 0] {
        RawClient client = Connect();
        for (int k = 0; k < 20; ++k) {
          client.Send(gzip ? Request("GET", "/metrics", {"Accept-Encoding: gzip"})
                           : Request("GET", "/metrics"));
          const Reply reply = client.Read();
          if (reply.code != 200) continue;
          if (IsOfOnePiece(gzip ? test::Gunzip(reply.body, 1'000'000) : reply.body)) ++whole;
        }
      });
    }
  }
  done = true;
  EXPECT_EQ(whole, 8 * 20);
}

TEST_F(ServerLoad, CutsClientsThatDripTheirRequest) {
  limits_.request = 200ms;
  Start(base::SystemClock());
  const auto begun = std::chrono::steady_clock::now();
  RawClient dripping = Connect();
  dripping.Send("GET / HTTP/1.1\r\nX-A: ");
  while (!dripping.WaitUntilClosed(20ms)) {
    dripping.Send("a");
    ASSERT_LT(std::chrono::steady_clock::now() - begun, 8s) << "before any inactivity timeout";
  }
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 200ms);
}

TEST_F(ServerLoad, CutsConnectionsThatAreIdleOrHalfThroughTheNextRequest) {
  limits_.request = 200ms;
  Start(base::SystemClock());
  RawClient silent = Connect();
  RawClient idle = Connect();
  RawClient halfway = Connect();
  idle.Send(Request("GET", "/-/healthy"));
  halfway.Send(Request("GET", "/-/healthy") + "GET /-/heal");
  EXPECT_EQ(idle.Read().code, 200);
  EXPECT_EQ(halfway.Read().code, 200);
  EXPECT_TRUE(silent.WaitUntilClosed(8s));
  EXPECT_TRUE(idle.WaitUntilClosed(8s));
  EXPECT_TRUE(halfway.WaitUntilClosed(8s));
}

TEST_F(ServerLoad, CutsClientsThatReadTooSlowly) {
  limits_.response = 200ms;
  latest_.Set(
      test::MakeSnapshot(1, std::string(32 << 20, 'x'), base::SystemClock().SteadyNow() + 3600s));
  Start(base::SystemClock());
  RawClient slow(server_->port(), "127.0.0.1", "", 4096);
  slow.Send(Request("GET", "/metrics"));
  ASSERT_TRUE(slow.HasInput(8s));
  // It reads nothing until the server has given up, which shows when nobody holds its text.
  const std::weak_ptr<const exposition::Rendered> held = latest_.Get()->exposition;
  latest_.Set(test::MakeSnapshot(2, "new", base::SteadyTime::max()));
  const auto begun = std::chrono::steady_clock::now();
  while (!held.expired()) {
    Get("/metrics");  // so that only the slow connection still holds the old text
    ASSERT_LT(std::chrono::steady_clock::now() - begun, 8s);
  }
  EXPECT_EQ(slow.Read().code, 0) << "the reply broke off";
}

TEST_F(ServerLoad, AnswersANormalClientAmongManySlowOnes) {
  Publish(1, TextOf(1));
  Start();
  std::vector<RawClient> slow;
  for (int i = 0; i < 200; ++i) {
    slow.emplace_back(server_->port(), "127.0.0.1", "127.0.1." + std::to_string(i + 1));
    slow.back().Send("GET /metrics HTTP/1.1\r\nX-A: ");
  }
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Get("/metrics").code, 200);
}

TEST_F(ServerLoad, ClosesTheOldestIdleConnectionOfAnAddressThatHasTooMany) {
  limits_.connections_per_address = 3;
  Start();
  RawClient other(server_->port(), "127.0.0.1", "127.0.0.9");
  std::vector<RawClient> clients;
  for (int i = 0; i < 4; ++i) {
    clock_.Advance(1ms);
    clients.push_back(Connect());
    clients.back().Send(Request("GET", "/-/healthy"));
    EXPECT_EQ(clients.back().Read().code, 200);
  }
  EXPECT_TRUE(clients[0].WaitUntilClosed(8s));
  for (int i = 1; i < 4; ++i) {
    clients[i].Send(Request("GET", "/-/healthy"));
    EXPECT_EQ(clients[i].Read().code, 200) << i;
  }
  other.Send(Request("GET", "/-/healthy"));
  EXPECT_EQ(other.Read().code, 200);
}

TEST_F(ServerLoad, ListensAgainAfterItHadAllConnectionsThatItMay) {
  limits_.connections = 3;
  limits_.connections_to_spare = 0;
  Start();
  for (int round = 0; round < 20; ++round) {
    std::vector<RawClient> clients;
    for (int i = 0; i < 3; ++i) {
      clients.push_back(Connect());
      clients.back().Send(Request("GET", "/-/healthy"));
      EXPECT_EQ(clients.back().Read().code, 200);
    }
    RawClient waiting = Connect();
    waiting.Send(Request("GET", "/-/healthy"));
    clients.clear();
    ASSERT_EQ(waiting.Read().code, 200);
  }
}

// Leaves the process one more descriptor, while this lives.
class OneDescriptorLeft {
 public:
  OneDescriptorLeft() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const int lowest_free = ::dup(STDERR_FILENO);
    EXPECT_EQ(::close(lowest_free), 0);
    rlimit tight = before_;
    tight.rlim_cur = static_cast<rlim_t>(lowest_free) + 1;
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  }
  OneDescriptorLeft(const OneDescriptorLeft&) = delete;
  OneDescriptorLeft& operator=(const OneDescriptorLeft&) = delete;
  ~OneDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(ServerLoad, WaitsCalmlyForADescriptorToAccept) {
  Start();
  std::optional<RawClient> client;
  {
    const OneDescriptorLeft limit;
    client.emplace(server_->port());  // takes it, so that none is left to accept with
    client->Send(Request("GET", "/-/healthy"));
    const std::clock_t begun = std::clock();
    EXPECT_FALSE(client->HasInput(500ms));
    EXPECT_LT(static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC, 0.25) << "a busy loop";
  }
  EXPECT_EQ(client->Read().code, 200);
}

TEST_F(ServerLoad, StopsInTheMidstOfMalformedRequests) {
  for (int i = 0; i < 300; ++i) {
    Start();
    std::vector<RawClient> clients;
    for (int k = 0; k < 4; ++k) {
      clients.push_back(Connect());
      clients.back().Send("GET / HTTP/9.9\r\n: :\r\n\r\n");
      clients.back().Send(std::string(20'000, 'A'));
    }
    server_.reset();
  }
}

TEST_F(ServerLoad, StopsQuicklyWithOpenConnections) {
  latest_.Set(test::MakeSnapshot(1, std::string(32 << 20, 'x'), clock_.SteadyNow() + 60s));
  Start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 90; ++i) {
    clients.push_back(Connect());
    if (i % 3 == 1) clients.back().Send("GET /metrics HT");
    if (i % 3 == 2) clients.back().Send(Request("GET", "/metrics"));  // and never reads the answer
  }
  EXPECT_EQ(Get("/-/healthy").code, 200);
  const auto begun = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, test::Promptly());
  EXPECT_TRUE(clients.front().WaitUntilClosed(8s));
}

}  // namespace
}  // namespace agent::serve
