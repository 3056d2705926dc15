#include "agent/base/log_writer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "agent/base/write_line.hpp"

namespace agent::base {

struct LogWriter::State {
  int fd = -1;
  std::size_t capacity_bytes = 0;
  Notice notice;

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::string> waiting;
  std::size_t waiting_bytes = 0;
  std::uint64_t lost = 0;
  std::uint64_t unsaid = 0;  // of these, what no line has told yet
  bool unwritable = false;   // the last line could not be written: with the next one again
  bool stopped = false;
  bool ended = false;

  void Lose(std::uint64_t lines) {
    lost += lines;
    unsaid += lines;
  }

  [[nodiscard]] bool HasRoom(std::size_t bytes) const {
    if (unsaid > 0 && !unwritable) return false;
    return waiting.empty() || waiting_bytes + bytes <= capacity_bytes;
  }

  [[nodiscard]] bool HasNotice() const {
    return unsaid > 0 && (unwritable ? !waiting.empty() : waiting.empty());
  }

  std::string Take() {
    std::string line = std::move(waiting.front());
    waiting.pop_front();
    waiting_bytes -= line.size();
    return line;
  }
};

LogWriter::LogWriter(int fd, std::size_t capacity_bytes, Notice notice)
    : state_(std::make_shared<State>()) {
  state_->fd = fd;
  state_->capacity_bytes = capacity_bytes;
  state_->notice = std::move(notice);
  thread_ = std::thread([state = state_] { Run(*state); });
}

LogWriter::~LogWriter() { Stop(std::chrono::milliseconds(0)); }

void LogWriter::Write(std::string line) noexcept {
  {
    const std::lock_guard lock(state_->mutex);
    const std::size_t bytes = line.size();
    try {
      if (state_->stopped || !state_->HasRoom(bytes)) return state_->Lose(1);
      state_->waiting.push_back(std::move(line));
      state_->waiting_bytes += bytes;
    } catch (...) {  // no memory to keep it
      return state_->Lose(1);
    }
  }
  state_->changed.notify_all();
}

void LogWriter::Stop(std::chrono::milliseconds limit) noexcept {
  if (!thread_.joinable()) return;
  bool ended = false;
  {
    std::unique_lock lock(state_->mutex);
    state_->stopped = true;
    state_->changed.notify_all();
    ended = state_->changed.wait_for(lock, limit, [this] { return state_->ended; });
    if (!ended) {
      state_->Lose(state_->waiting.size());
      state_->waiting.clear();
      state_->waiting_bytes = 0;
    }
  }
  // It only has its own State left to look at.
  ended ? thread_.join() : thread_.detach();
}

std::uint64_t LogWriter::lost() const noexcept {
  const std::lock_guard lock(state_->mutex);
  return state_->lost;
}

void LogWriter::Run(State& state) noexcept {
  std::unique_lock lock(state.mutex);
  while (true) {
    state.changed.wait(
        lock, [&] { return state.stopped || !state.waiting.empty() || state.HasNotice(); });
    const std::uint64_t lost = state.HasNotice() ? state.unsaid : 0;
    if (lost == 0 && state.waiting.empty()) break;
    std::string line = lost > 0 ? std::string() : state.Take();
    lock.unlock();
    if (lost > 0) line = state.notice(lost);
    const bool written = !line.empty() && WriteLine(state.fd, line);
    lock.lock();
    state.unwritable = !written;
    if (written) {
      state.unsaid -= lost;
    } else if (lost == 0) {
      state.Lose(1);
    } else if (!state.waiting.empty()) {
      // Nor could the line that was to follow: to try again with it would be a busy loop.
      static_cast<void>(state.Take());
      state.Lose(1);
    }
  }
  state.ended = true;
  state.changed.notify_all();
}

}  // namespace agent::base
