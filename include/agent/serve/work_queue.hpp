#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace agent::serve {

// Does slow work in order, one job at a time, on a thread of its own, with a short queue before it.
class WorkQueue {
 public:
  // Every job that was accepted is called exactly once, from the queue's thread, and must not
  // throw. `cancelled`: the queue is being stopped; clean up, but begin nothing slow.
  using Job = std::function<void(bool cancelled)>;

  explicit WorkQueue(std::size_t capacity);
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;
  ~WorkQueue();

  // False, and the job is dropped, when the queue is full or stopped.
  [[nodiscard]] bool Submit(Job job) noexcept;

  // Cancels the jobs that have not begun and waits for the one that has.
  void Stop();

 private:
  void Run();

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Job> waiting_;
  bool stopped_ = false;
  std::jthread thread_;
};

}  // namespace agent::serve
