#include "agent/serve/work_queue.hpp"

#include <utility>

namespace agent::serve {

WorkQueue::WorkQueue(std::size_t capacity) : capacity_(capacity) {
  waiting_.reserve(capacity);  // so that Submit never allocates
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
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
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void WorkQueue::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const Job job = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    lock.unlock();
    job(stop.stop_requested());
    lock.lock();
  }
}

}  // namespace agent::serve
