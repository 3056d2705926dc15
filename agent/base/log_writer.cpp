#include "agent/base/log_writer.hpp"

#include <sys/stat.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "agent/base/clock.hpp"
#include "agent/base/log_text.hpp"
#include "agent/base/write_line.hpp"

namespace agent::base {
namespace {

constexpr std::size_t kWaitingLines = 1024;

// sd-daemon(3), by LogLevel.
constexpr std::array<std::string_view, 4> kJournalPrefixes{"<7>", "<6>", "<4>", "<3>"};

// Whether `fd` is the stream that the service manager says goes to the journal, and not what
// somebody has put in its place: systemd.exec(5), $JOURNAL_STREAM.
bool IsTheJournal(int fd) {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat now {};
  if (stream == nullptr || ::fstat(fd, &now) != 0) return false;
  return std::to_string(now.st_dev) + ':' + std::to_string(now.st_ino) == stream;
}

struct Line {
  std::string text;  // with its end
  LogFormat format;  // also that of what is said about lost lines with it
};

}  // namespace

// Shared with the thread, which may stay behind.
struct LogWriter::State {
  explicit State(int descriptor) : fd(descriptor), is_the_journal(IsTheJournal(descriptor)) {}

  enum class Mode {
    kDirect,   // whoever says a line writes it
    kQueued,   // the thread writes
    kEnding,   // the thread writes what waits, and no line comes any more
    kGivenUp,  // nothing is written any more
  };

  const int fd;
  const bool is_the_journal;
  std::atomic<std::uint64_t> lost = 0;

  std::mutex mutex;  // of all below
  std::condition_variable changed;
  Mode mode = Mode::kDirect;
  bool has_thread = false;
  LogLevel level = LogLevel::kInfo;
  LogFormat format = LogFormat::kLogfmt;
  std::deque<Line> waiting;
  std::size_t waiting_bytes = 0;
  std::size_t capacity_bytes = 0;
  std::uint64_t unsaid = 0;    // lost lines that no line has told of yet
  bool is_overrun = false;     // from the first line without room until all others are written
  bool is_unwritable = false;  // the last line could not be written: with the next one again

  std::mutex write_mutex;  // one line at a time

  using Lock = std::unique_lock<std::mutex>;

  void Lose(std::uint64_t lines) noexcept {
    lost += lines;
    unsaid += lines;
  }

  [[nodiscard]] Line MakeLine(LogFormat line_format, LogLevel line_level, std::string_view message,
                              std::initializer_list<LogField> fields) const {
    std::string text;
    if (is_the_journal) text = kJournalPrefixes.at(static_cast<std::size_t>(line_level));
    text += FormatLogLine(line_format, SystemClock().Now(), line_level, message, fields);
    text += '\n';
    return {std::move(text), line_format};
  }

  // Whether a line may wait; it is lost otherwise. One line may wait whatever its size.
  [[nodiscard]] bool HasRoomFor(const Line& line) noexcept {
    const bool is_full =
        waiting.size() == kWaitingLines || waiting_bytes + line.text.size() > capacity_bytes;
    is_overrun |= is_full && !waiting.empty();
    return !is_overrun;
  }

  void Take(Lock& lock, Line line) {
    if (mode == Mode::kDirect) return Deliver(lock, line);
    if (mode != Mode::kQueued || !HasRoomFor(line)) return Lose(1);
    const std::size_t bytes = line.text.size();
    waiting.push_back(std::move(line));
    waiting_bytes += bytes;
    changed.notify_all();
  }

  // Writes a line, and tells of lost ones once nothing waits any more, or before it where they
  // could not be written.
  void Deliver(Lock& lock, const Line& line) noexcept {
    if (is_unwritable) TellLost(lock, line.format);
    if (is_unwritable || !Put(lock, line.text)) Lose(1);
    if (!waiting.empty()) return;
    is_overrun = false;
    if (unsaid > 0 && !is_unwritable) TellLost(lock, line.format);
  }

  bool Put(Lock& lock, std::string_view text) noexcept {
    lock.unlock();
    bool is_written = false;
    {
      const std::lock_guard write_lock(write_mutex);
      is_written = WriteLine(fd, text);
    }
    lock.lock();
    is_unwritable = !is_written;
    return is_written;
  }

  void TellLost(Lock& lock, LogFormat line_format) noexcept {
    const std::uint64_t lines = std::exchange(unsaid, 0);
    try {
      const Line line = MakeLine(line_format, LogLevel::kWarn,
                                 "log lines were dropped: standard error did not take them",
                                 {{"lines", std::to_string(lines)}});
      if (Put(lock, line.text)) return;
    } catch (...) {  // no memory for it
      is_unwritable = true;
    }
    unsaid += lines;
  }

  // What the thread does.
  void WriteQueue() noexcept {
    Lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return !waiting.empty() || mode != Mode::kQueued; });
      if (waiting.empty()) break;
      const Line line = std::move(waiting.front());
      waiting.pop_front();
      waiting_bytes -= line.text.size();
      Deliver(lock, line);
    }
    has_thread = false;
    changed.notify_all();
  }
};

LogWriter::LogWriter(int fd) : state_(std::make_shared<State>(fd)) {}

LogWriter::~LogWriter() { StopThread(std::chrono::milliseconds(0)); }

void LogWriter::SetUp(LogLevel level, LogFormat format) {
  const std::lock_guard lock(state_->mutex);
  state_->level = level;
  state_->format = format;
}

void LogWriter::Write(LogLevel level, std::string_view message,
                      std::initializer_list<LogField> fields) noexcept {
  State::Lock lock(state_->mutex);
  if (level < state_->level) return;
  try {
    state_->Take(lock, state_->MakeLine(state_->format, level, message, fields));
  } catch (...) {  // no memory for it
    state_->Lose(1);
  }
}

void LogWriter::StartThread(std::size_t capacity_bytes) {
  const State::Lock lock(state_->mutex);
  if (state_->mode != State::Mode::kDirect) return;
  std::thread([state = state_] { state->WriteQueue(); }).detach();
  state_->has_thread = true;
  state_->capacity_bytes = capacity_bytes;
  state_->mode = State::Mode::kQueued;
}

void LogWriter::StopThread(std::chrono::milliseconds limit) noexcept {
  State::Lock lock(state_->mutex);
  if (state_->mode != State::Mode::kQueued) return;
  state_->mode = State::Mode::kEnding;
  state_->changed.notify_all();
  if (state_->changed.wait_for(lock, limit, [this] { return !state_->has_thread; })) {
    state_->mode = State::Mode::kDirect;
    return;
  }
  state_->mode = State::Mode::kGivenUp;
  state_->Lose(state_->waiting.size());
  state_->waiting.clear();
  state_->waiting_bytes = 0;
}

std::uint64_t LogWriter::lost() const noexcept { return state_->lost; }

}  // namespace agent::base
