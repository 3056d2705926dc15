#include "agent/serve/waker.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>
#include <vector>

namespace agent::serve {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;

class WakerTest : public testing::Test {
 protected:
  WakerTest() { EXPECT_EQ(::pipe(pipe_.data()), 0); }
  ~WakerTest() override {
    for (const int fd : pipe_) ::close(fd);
  }

  Waker waker_;
  std::array<int, 2> pipe_{};
};

TEST_F(WakerTest, WaitsForTheDescriptor) {
  std::jthread writer([&] { EXPECT_EQ(::write(pipe_[1], "x", 1), 1); });
  EXPECT_TRUE(waker_.Wait(pipe_[0], std::nullopt));
}

TEST_F(WakerTest, WaitsForAnyOfMany) {
  std::vector<pollfd> wanted{{pipe_[0], POLLIN, 0}, {pipe_[1], 0, 0}};
  EXPECT_FALSE(waker_.Wait(wanted, 0ms));
  std::jthread writer([&] { EXPECT_EQ(::write(pipe_[1], "x", 1), 1); });
  EXPECT_TRUE(waker_.Wait(wanted, std::nullopt));
  EXPECT_EQ(wanted.size(), 2U);
  writer.join();
  wanted[0].events = 0;
  waker_.Wake();
  EXPECT_FALSE(waker_.Wait(wanted, 1h));
}

TEST_F(WakerTest, IsWokenOnceByAnotherThread) {
  std::jthread other([&] { waker_.Wake(); });
  EXPECT_FALSE(waker_.Wait(pipe_[0], 1h));
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_FALSE(waker_.Wait(pipe_[0], 20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 20ms);
}

TEST_F(WakerTest, IsNotLateWhenItWasWokenBeforehand) {
  waker_.Wake();
  EXPECT_FALSE(waker_.Wait(pipe_[0], 1h));
}

TEST_F(WakerTest, WaitsNoLongerThanTheLimit) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_FALSE(waker_.Wait(pipe_[0], 20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 20ms);
  EXPECT_FALSE(waker_.Wait(pipe_[0], -1ms));
}

}  // namespace
}  // namespace agent::serve
