#include "agent/app/threads.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <stdexcept>

namespace agent::app {
namespace {

using testing::HasSubstr;

TEST(Threads, DoNothingUntilTheyMay) {
  std::atomic<int> began = 0;
  std::counting_semaphore<2> running(0);
  Threads threads([] {});
  for (int i = 0; i < 2; ++i) {
    threads.Add("worker", [&](std::stop_token) {
      ++began;
      running.release();
    });
  }
  EXPECT_FALSE(running.try_acquire_for(std::chrono::milliseconds(50)));
  threads.Open();
  for (int i = 0; i < 2; ++i) running.acquire();
  threads.Stop();
  EXPECT_EQ(began, 2);
}

TEST(Threads, EndWithoutHavingDoneAnythingWhenTheyNeverMay) {
  std::atomic<bool> began = false;
  {
    Threads threads([] {});
    threads.Add("worker", [&](std::stop_token) { began = true; });
  }
  EXPECT_FALSE(began);
}

TEST(Threads, AreToldToStop) {
  std::binary_semaphore stopped(0);
  Threads threads([] {});
  threads.Add("worker", [&](std::stop_token stop) {
    while (!stop.stop_requested()) std::this_thread::yield();
    stopped.release();
  });
  threads.Open();
  threads.Stop();
  EXPECT_TRUE(stopped.try_acquire());
}

TEST(Threads, TellOfOneThatDies) {
  std::binary_semaphore failed(0);
  testing::internal::CaptureStderr();
  Threads threads([&] { failed.release(); });
  threads.Add("worker", [](std::stop_token) { throw std::runtime_error("no memory"); });
  threads.Open();
  failed.acquire();
  threads.Stop();
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("msg=\"a thread died\" thread=worker error=\"no memory\""));
}

}  // namespace
}  // namespace agent::app
