#include "agent/serve/work_queue.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>

namespace agent::serve {
namespace {

// Holds the queue's thread until it is told to go on.
class Blocker {
 public:
  WorkQueue::Job Job() {
    return [this](bool) {
      begun_.set_value();
      go_on_.get_future().wait();
    };
  }
  void WaitUntilBegun() { begun_.get_future().wait(); }
  void GoOn() { go_on_.set_value(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_on_;
};

TEST(WorkQueue, DoesJobsInTheirOrder) {
  std::string order;
  std::promise<void> done;
  WorkQueue queue(3);
  Blocker blocker;
  ASSERT_TRUE(queue.Submit(blocker.Job()));
  blocker.WaitUntilBegun();
  ASSERT_TRUE(queue.Submit([&](bool) { order += 'a'; }));
  ASSERT_TRUE(queue.Submit([&](bool) { order += 'b'; }));
  ASSERT_TRUE(queue.Submit([&](bool) { done.set_value(); }));
  blocker.GoOn();
  done.get_future().wait();
  EXPECT_EQ(order, "ab");
}

TEST(WorkQueue, RefusesWhatDoesNotFit) {
  Blocker blocker;
  WorkQueue queue(1);
  ASSERT_TRUE(queue.Submit(blocker.Job()));
  blocker.WaitUntilBegun();
  EXPECT_TRUE(queue.Submit([](bool) {}));
  EXPECT_FALSE(queue.Submit([](bool) { ADD_FAILURE() << "was refused"; }));
  blocker.GoOn();
}

TEST(WorkQueue, CancelsWhatHasNotBegunWhenItStops) {
  Blocker blocker;
  WorkQueue queue(1'000'000);
  ASSERT_TRUE(queue.Submit(blocker.Job()));
  blocker.WaitUntilBegun();
  int accepted = 0;
  int cancelled = 0;
  const auto count = [&](bool is_cancelled) { cancelled += is_cancelled ? 1 : 0; };
  ASSERT_TRUE(queue.Submit(count));
  ++accepted;
  std::jthread stopper([&] { queue.Stop(); });
  while (queue.Submit(count)) {
    ++accepted;
    std::this_thread::yield();
  }
  blocker.GoOn();
  stopper.join();
  EXPECT_EQ(cancelled, accepted);
}

TEST(WorkQueue, TakesNothingAfterItWasStopped) {
  WorkQueue queue(1);
  queue.Stop();
  EXPECT_FALSE(queue.Submit([](bool) { ADD_FAILURE() << "was refused"; }));
  queue.Stop();
}

}  // namespace
}  // namespace agent::serve
