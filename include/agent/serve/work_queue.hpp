#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace agent::serve {

// Does slow work on a thread of its own: one job at a time, in order, from a short queue. Stop()
// never waits for work. Work that has begun runs on, and its result is dropped.
class WorkQueue {
 public:
  // Must own all that it uses, because it may outlive everything else.
  using Work = std::function<bool()>;

  // Both functions must be quick and must not throw. They are not called after Stop() has returned.
  struct Job {
    // Returns the work to do. Called on the queue's thread, when the job's turn comes.
    std::function<Work()> begin;
    // Called exactly once for every accepted job, with the work's result, or with nothing when it
    // threw or was cancelled. Called on the queue's thread or from Stop().
    std::function<void(std::optional<bool> result)> end;
  };

  explicit WorkQueue(std::size_t capacity);
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;
  ~WorkQueue();

  // Returns false, and drops the job, when the queue is full or stopped.
  [[nodiscard]] bool Submit(Job job) noexcept;

  // Cancels all jobs that have not ended.
  void Stop();

 private:
  struct State;

  static void Run(State& state);

  const std::shared_ptr<State> state_;  // shared with the thread
  std::thread thread_;
};

}  // namespace agent::serve
