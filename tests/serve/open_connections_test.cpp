#include "agent/serve/open_connections.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>

#include "support/manual_clock.hpp"

namespace agent::serve {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

// Two ends of a connection.
class Pair {
 public:
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()), 0); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    for (const int fd : ends_) ::close(fd);
  }

  int server() const { return ends_[0]; }
  bool IsCut() const {
    char byte;
    return ::recv(ends_[1], &byte, 1, MSG_DONTWAIT) == 0;
  }

 private:
  std::array<int, 2> ends_{};
};

class OpenConnectionsTest : public testing::Test {
 protected:
  test::ManualClock clock_;
  OpenConnections connections_{
      {.connections = 4, .connections_per_address = 2, .request = 10s, .response = 30s}, clock_};
};

TEST_F(OpenConnectionsTest, CutsAConnectionWhoseRequestDoesNotArrive) {
  const Pair pair;
  connections_.Opened(pair.server(), "pair");
  clock_.Advance(9'999ms);
  EXPECT_EQ(connections_.CutOverdue(), clock_.SteadyNow() + 1ms);
  EXPECT_FALSE(pair.IsCut());
  clock_.Advance(1ms);
  EXPECT_EQ(connections_.CutOverdue(), std::nullopt);
  EXPECT_TRUE(pair.IsCut());
}

TEST_F(OpenConnectionsTest, GivesAResponseMoreTime) {
  const Pair pair;
  connections_.Opened(pair.server(), "pair");
  clock_.Advance(9s);
  connections_.RequestReceived(pair.server());
  clock_.Advance(29s);
  EXPECT_EQ(connections_.CutOverdue(), clock_.SteadyNow() + 1s);
  EXPECT_FALSE(pair.IsCut());
  clock_.Advance(1s);
  connections_.CutOverdue();
  EXPECT_TRUE(pair.IsCut());
}

TEST_F(OpenConnectionsTest, StartsAnewForTheNextRequest) {
  const Pair pair;
  connections_.Opened(pair.server(), "pair");
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(9s);
    connections_.RequestReceived(pair.server());
    clock_.Advance(9s);
    connections_.ResponseSent(pair.server());
    connections_.CutOverdue();
    ASSERT_FALSE(pair.IsCut());
  }
  clock_.Advance(10s);
  connections_.CutOverdue();
  EXPECT_TRUE(pair.IsCut());
}

TEST_F(OpenConnectionsTest, LeavesOthersAlone) {
  const Pair old;
  const Pair young;
  connections_.Opened(old.server(), "old");
  clock_.Advance(5s);
  connections_.Opened(young.server(), "young");
  clock_.Advance(5s);
  EXPECT_EQ(connections_.CutOverdue(), clock_.SteadyNow() + 5s);
  EXPECT_TRUE(old.IsCut());
  EXPECT_FALSE(young.IsCut());
}

TEST_F(OpenConnectionsTest, ForgetsAClosedConnection) {
  const Pair pair;
  connections_.Opened(pair.server(), "pair");
  connections_.Closed(pair.server());
  clock_.Advance(60s);
  EXPECT_EQ(connections_.CutOverdue(), std::nullopt);
  EXPECT_FALSE(pair.IsCut());
}

TEST_F(OpenConnectionsTest, IgnoresAConnectionThatWasNotOpened) {
  const Pair pair;
  connections_.RequestReceived(pair.server());
  connections_.ResponseSent(pair.server());
  connections_.Closed(pair.server());
  clock_.Advance(60s);
  EXPECT_EQ(connections_.CutOverdue(), std::nullopt);
  EXPECT_FALSE(pair.IsCut());
}

TEST_F(OpenConnectionsTest, GivesANewcomerThePlaceOfWhoHasBeenIdleForLongest) {
  const std::array<Pair, 6> pairs;
  for (int i = 0; i < 4; ++i) {
    clock_.Advance(1s);
    connections_.Opened(pairs[i].server(), "client " + std::to_string(i));
  }
  connections_.RequestReceived(pairs[0].server());  // is busy
  connections_.RequestReceived(pairs[1].server());
  clock_.Advance(1s);
  connections_.ResponseSent(pairs[1].server());  // has been idle for a shorter time than 2 and 3
  connections_.Opened(pairs[4].server(), "client 4");
  EXPECT_TRUE(pairs[2].IsCut());
  connections_.Closed(pairs[2].server());
  connections_.Opened(pairs[5].server(), "client 5");
  EXPECT_TRUE(pairs[3].IsCut());
  for (const int i : {0, 1, 4, 5}) EXPECT_FALSE(pairs[i].IsCut()) << i;
}

TEST_F(OpenConnectionsTest, CountsNobodyTwiceWhoIsCutButNotYetClosed) {
  const std::array<Pair, 6> pairs;
  for (int i = 0; i < 6; ++i) {
    clock_.Advance(1s);
    connections_.Opened(pairs[i].server(), "client " + std::to_string(i));
  }
  for (int i = 0; i < 6; ++i) EXPECT_EQ(pairs[i].IsCut(), i < 2) << i;
}

TEST_F(OpenConnectionsTest, CutsTheLongestResponseWhereAllAreBusy) {
  const std::array<Pair, 5> pairs;
  for (int i = 0; i < 4; ++i) {
    clock_.Advance(1s);
    connections_.Opened(pairs[i].server(), "client " + std::to_string(i));
    connections_.RequestReceived(pairs[i].server());
  }
  connections_.Opened(pairs[4].server(), "client 4");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(pairs[i].IsCut(), i == 0) << i;
}

TEST_F(OpenConnectionsTest, MakesRoomForAClientAmongItsOwnConnections) {
  const Pair other;
  const std::array<Pair, 3> pairs;
  connections_.Opened(other.server(), "other");
  for (const Pair& pair : pairs) {
    clock_.Advance(1s);
    connections_.Opened(pair.server(), "greedy");
  }
  EXPECT_TRUE(pairs[0].IsCut());
  EXPECT_FALSE(pairs[1].IsCut());
  EXPECT_FALSE(pairs[2].IsCut());
  EXPECT_FALSE(other.IsCut());
}

TEST_F(OpenConnectionsTest, KnowWhetherAnybodyAwaitsAnAnswer) {
  const Pair pair;
  EXPECT_FALSE(connections_.AnyAwaitsAnswer());
  connections_.Opened(pair.server(), "pair");
  EXPECT_TRUE(connections_.AnyAwaitsAnswer()) << "its first request is on the way";
  connections_.RequestReceived(pair.server());
  EXPECT_TRUE(connections_.AnyAwaitsAnswer());
  connections_.ResponseSent(pair.server());
  EXPECT_FALSE(connections_.AnyAwaitsAnswer()) << "idle";
  connections_.RequestReceived(pair.server());
  EXPECT_TRUE(connections_.AnyAwaitsAnswer());
  clock_.Advance(30s);
  connections_.CutOverdue();
  EXPECT_FALSE(connections_.AnyAwaitsAnswer()) << "cut";
}

}  // namespace
}  // namespace agent::serve
