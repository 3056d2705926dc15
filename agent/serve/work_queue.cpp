#include "agent/serve/work_queue.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace agent::serve {
namespace {

std::optional<bool> Do(const WorkQueue::Work& work) noexcept {
  try {
    return work();
  } catch (...) {
    return std::nullopt;
  }
}

}  // namespace

struct WorkQueue::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t capacity = 0;
  std::vector<Job> waiting;
  std::optional<Job> current;
  bool stopped = false;
};

WorkQueue::WorkQueue(std::size_t capacity) : state_(std::make_shared<State>()) {
  state_->capacity = capacity;
  state_->waiting.reserve(capacity);  // so that Submit never allocates
  thread_ = std::thread([state = state_] { Run(*state); });
}

WorkQueue::~WorkQueue() { Stop(); }

bool WorkQueue::Submit(Job job) noexcept {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopped || state_->waiting.size() >= state_->capacity) return false;
    state_->waiting.push_back(std::move(job));
  }
  state_->changed.notify_one();
  return true;
}

void WorkQueue::Stop() {
  bool is_busy = false;
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopped = true;
    is_busy = state_->current.has_value();
    if (is_busy) state_->current->end(std::nullopt);
    state_->current.reset();
    for (const Job& job : state_->waiting) job.end(std::nullopt);
    state_->waiting.clear();
  }
  state_->changed.notify_one();
  if (!thread_.joinable()) return;
  // It only has its own State left to look at.
  is_busy ? thread_.detach() : thread_.join();
}

void WorkQueue::Run(State& state) {
  std::unique_lock lock(state.mutex);
  while (true) {
    state.changed.wait(lock, [&state] { return state.stopped || !state.waiting.empty(); });
    if (state.stopped) return;
    state.current = std::move(state.waiting.front());
    state.waiting.erase(state.waiting.begin());
    const Work work = state.current->begin();
    lock.unlock();
    const std::optional<bool> result = Do(work);
    lock.lock();
    if (state.stopped) return;
    state.current->end(result);
    state.current.reset();
  }
}

}  // namespace agent::serve
