#include "agent/serve/work_queue.hpp"

#include <utility>

namespace agent::serve {

WorkQueue::WorkQueue(std::size_t capacity) : capacity_(capacity) {
  waiting_.reserve(capacity);  // so that Submit never allocates
  thread_ = std::jthread([this] { Run(); });
}

WorkQueue::~WorkQueue() { Stop(); }

bool WorkQueue::Submit(Job job) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || waiting_.size() >= capacity_) return false;
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void WorkQueue::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void WorkQueue::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Job job = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    const bool cancelled = stopped_;
    lock.unlock();
    job(cancelled);
    lock.lock();
  }
}

}  // namespace agent::serve
