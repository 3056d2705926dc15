#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace agent::serve {

// Does slow work on a thread of its own: one job at a time, in their order, with a short queue.
// Stop() never waits for work. What has begun is left to itself, and its result is dropped.
class WorkQueue {
 public:
  // Must own all that it uses, for it may outlive everything else.
  using Work = std::function<bool()>;

  // Both functions are quick, must not throw, and are not called any more once Stop() has returned.
  struct Job {
    // Says what there is to do. Called from the queue's thread, when it is the job's turn.
    std::function<Work()> begin;
    // Called exactly once for every job that was accepted: with what the work returned, or with
    // nothing when it threw or was cancelled. From the queue's thread or from Stop().
    std::function<void(std::optional<bool> result)> end;
  };

  explicit WorkQueue(std::size_t capacity);
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;
  ~WorkQueue();

  // False, and the job is dropped, when the queue is full or stopped.
  [[nodiscard]] bool Submit(Job job) noexcept;

  // Cancels all jobs that have not ended.
  void Stop();

 private:
  struct State;

  static void Run(State& state);

  const std::shared_ptr<State> state_;  // the thread has it too
  std::thread thread_;
};

}  // namespace agent::serve
