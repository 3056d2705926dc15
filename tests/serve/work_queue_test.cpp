#include "agent/serve/work_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace agent::serve {
namespace {

WorkQueue::Job JobOf(WorkQueue::Work work, std::function<void(std::optional<bool>)> end) {
  return {[work = std::move(work)] { return work; }, std::move(end)};
}

// Holds the queue's thread in its work until it is told to go on.
class Blocker {
 public:
  WorkQueue::Job Job(std::function<void(std::optional<bool>)> end = [](std::optional<bool>) {}) {
    return JobOf(
        [shared = shared_] {
          shared->begun.set_value();
          shared->go_on.get_future().wait();
          shared->done = true;
          return true;
        },
        std::move(end));
  }
  void WaitUntilBegun() { shared_->begun.get_future().wait(); }
  void GoOn() { shared_->go_on.set_value(); }
  bool IsDone() const { return shared_->done; }

 private:
  struct Shared {
    std::promise<void> begun;
    std::promise<void> go_on;
    std::atomic<bool> done = false;
  };
  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

bool Nothing() { return true; }

TEST(WorkQueue, DoesJobsInTheirOrder) {
  std::string order;
  std::promise<void> done;
  WorkQueue queue(3);
  Blocker blocker;
  ASSERT_TRUE(queue.Submit(blocker.Job()));
  blocker.WaitUntilBegun();
  ASSERT_TRUE(queue.Submit(JobOf(Nothing, [&](auto) { order += 'a'; })));
  ASSERT_TRUE(queue.Submit(JobOf(Nothing, [&](auto) { order += 'b'; })));
  ASSERT_TRUE(queue.Submit(JobOf(Nothing, [&](auto) { done.set_value(); })));
  blocker.GoOn();
  done.get_future().wait();
  EXPECT_EQ(order, "ab");
}

TEST(WorkQueue, EndsAJobWithWhatItsWorkFound) {
  WorkQueue queue(3);
  std::promise<std::optional<bool>> right;
  std::promise<std::optional<bool>> wrong;
  std::promise<std::optional<bool>> failed;
  const auto into = [](auto& promise) {
    return [&](std::optional<bool> r) { promise.set_value(r); };
  };
  ASSERT_TRUE(queue.Submit(JobOf([] { return true; }, into(right))));
  ASSERT_TRUE(queue.Submit(JobOf([] { return false; }, into(wrong))));
  EXPECT_EQ(right.get_future().get(), true);
  EXPECT_EQ(wrong.get_future().get(), false);
  ASSERT_TRUE(queue.Submit(JobOf([]() -> bool { throw std::runtime_error("x"); }, into(failed))));
  EXPECT_EQ(failed.get_future().get(), std::nullopt);
}

TEST(WorkQueue, RefusesWhatDoesNotFit) {
  Blocker blocker;
  WorkQueue queue(1);
  ASSERT_TRUE(queue.Submit(blocker.Job()));
  blocker.WaitUntilBegun();
  EXPECT_TRUE(queue.Submit(JobOf(Nothing, [](auto) {})));
  EXPECT_FALSE(queue.Submit(JobOf(Nothing, [](auto) { ADD_FAILURE() << "was refused"; })));
  blocker.GoOn();
}

TEST(WorkQueue, CancelsWhatHasNotEndedWhenItStops) {
  Blocker blocker;
  WorkQueue queue(1'000'000);
  std::atomic<int> cancelled = 0;
  const auto count = [&](std::optional<bool> result) { cancelled += result ? 0 : 1; };
  ASSERT_TRUE(queue.Submit(blocker.Job(count)));
  blocker.WaitUntilBegun();
  int accepted = 1;
  ASSERT_TRUE(queue.Submit(JobOf(Nothing, count)));
  ++accepted;
  std::jthread stopper([&] { queue.Stop(); });
  while (queue.Submit(JobOf(Nothing, count))) {
    ++accepted;
    std::this_thread::yield();
  }
  stopper.join();
  EXPECT_EQ(cancelled, accepted);
  blocker.GoOn();
}

TEST(WorkQueue, DoesNotWaitForTheWorkThatHasBegun) {
  Blocker blocker;
  int ends = 0;
  {
    WorkQueue queue(1);
    ASSERT_TRUE(queue.Submit(blocker.Job([&](std::optional<bool> result) {
      EXPECT_EQ(result, std::nullopt);
      ++ends;
    })));
    blocker.WaitUntilBegun();
  }
  EXPECT_EQ(ends, 1);
  EXPECT_FALSE(blocker.IsDone());
  blocker.GoOn();
  while (!blocker.IsDone()) std::this_thread::yield();
  EXPECT_EQ(ends, 1) << "its result is dropped";
}

TEST(WorkQueue, TakesNothingAfterItWasStopped) {
  WorkQueue queue(1);
  queue.Stop();
  EXPECT_FALSE(queue.Submit(JobOf(Nothing, [](auto) { ADD_FAILURE() << "was refused"; })));
  queue.Stop();
}

}  // namespace
}  // namespace agent::serve
