#include "agent/serve/connection_deadlines.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

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

class ConnectionDeadlinesTest : public testing::Test {
 protected:
  test::ManualClock clock_;
  ConnectionDeadlines deadlines_{10s, 30s, clock_};
};

TEST_F(ConnectionDeadlinesTest, CutsAConnectionWhoseRequestDoesNotArrive) {
  const Pair pair;
  deadlines_.Opened(pair.server());
  clock_.Advance(9'999ms);
  EXPECT_EQ(deadlines_.CutOverdue(), clock_.SteadyNow() + 1ms);
  EXPECT_FALSE(pair.IsCut());
  clock_.Advance(1ms);
  EXPECT_EQ(deadlines_.CutOverdue(), std::nullopt);
  EXPECT_TRUE(pair.IsCut());
}

TEST_F(ConnectionDeadlinesTest, GivesAResponseMoreTime) {
  const Pair pair;
  deadlines_.Opened(pair.server());
  clock_.Advance(9s);
  deadlines_.RequestReceived(pair.server());
  clock_.Advance(29s);
  EXPECT_EQ(deadlines_.CutOverdue(), clock_.SteadyNow() + 1s);
  EXPECT_FALSE(pair.IsCut());
  clock_.Advance(1s);
  deadlines_.CutOverdue();
  EXPECT_TRUE(pair.IsCut());
}

TEST_F(ConnectionDeadlinesTest, StartsAnewForTheNextRequest) {
  const Pair pair;
  deadlines_.Opened(pair.server());
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(9s);
    deadlines_.RequestReceived(pair.server());
    clock_.Advance(9s);
    deadlines_.ResponseSent(pair.server());
    deadlines_.CutOverdue();
    ASSERT_FALSE(pair.IsCut());
  }
  clock_.Advance(10s);
  deadlines_.CutOverdue();
  EXPECT_TRUE(pair.IsCut());
}

TEST_F(ConnectionDeadlinesTest, LeavesOthersAlone) {
  const Pair old;
  const Pair young;
  deadlines_.Opened(old.server());
  clock_.Advance(5s);
  deadlines_.Opened(young.server());
  clock_.Advance(5s);
  EXPECT_EQ(deadlines_.CutOverdue(), clock_.SteadyNow() + 5s);
  EXPECT_TRUE(old.IsCut());
  EXPECT_FALSE(young.IsCut());
}

TEST_F(ConnectionDeadlinesTest, ForgetsAClosedConnection) {
  const Pair pair;
  deadlines_.Opened(pair.server());
  deadlines_.Closed(pair.server());
  clock_.Advance(60s);
  EXPECT_EQ(deadlines_.CutOverdue(), std::nullopt);
  EXPECT_FALSE(pair.IsCut());
}

TEST_F(ConnectionDeadlinesTest, IgnoresAConnectionThatWasNotOpened) {
  const Pair pair;
  deadlines_.RequestReceived(pair.server());
  deadlines_.ResponseSent(pair.server());
  deadlines_.Closed(pair.server());
  clock_.Advance(60s);
  EXPECT_EQ(deadlines_.CutOverdue(), std::nullopt);
  EXPECT_FALSE(pair.IsCut());
}

}  // namespace
}  // namespace agent::serve
