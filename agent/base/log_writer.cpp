#include "agent/base/log_writer.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "agent/base/log_text.hpp"
#include "agent/base/write_line.hpp"

namespace agent::base {
namespace {

using spdlog::details::log_msg;
using spdlog::details::thread_pool;

// For each spdlog sets some 400 bytes aside.
constexpr std::size_t kWaitingLines = 1024;

constexpr std::array kSpdlogLevels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                   spdlog::level::err};

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  return kSpdlogLevels.at(static_cast<std::size_t>(level));
}

// sd-daemon(3), by spdlog's level.
constexpr std::array<std::string_view, 5> kJournalPrefixes{"<7>", "<7>", "<6>", "<4>", "<3>"};

// A logger is named after its format, so that each line keeps the one that it was said in.
constexpr const char* NameOf(LogFormat format) {
  return format == LogFormat::kJson ? "json" : "logfmt";
}

LogFormat FormatOf(spdlog::string_view_t logger_name) {
  return logger_name == NameOf(LogFormat::kJson) ? LogFormat::kJson : LogFormat::kLogfmt;
}

// Whether `fd` is the stream that the service manager says goes to the journal, and not what
// somebody has put in its place: systemd.exec(5), $JOURNAL_STREAM.
bool IsTheJournal(int fd) {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat now {};
  if (stream == nullptr || ::fstat(fd, &now) != 0) return false;
  return std::to_string(now.st_dev) + ':' + std::to_string(now.st_ino) == stream;
}

// Writes whole lines, and counts those that are lost. A line is to be admitted before it goes to
// spdlog, whose queue counts no bytes and would drop the oldest lines, which tell the cause.
class LineSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LineSink(int fd) : fd_(fd), is_the_journal_(IsTheJournal(fd)) {
    LeaveTheFirstSecond(logfmt_);
    LeaveTheFirstSecond(json_);
  }

  // Nothing: any number of lines. None where it has given up.
  void Open(std::optional<std::size_t> capacity_bytes) noexcept {
    const std::lock_guard lock(counts_mutex_);
    capacity_bytes_ = capacity_bytes;
    is_open_ = !has_given_up_;
  }

  // Lets no more lines come.
  void Close() noexcept {
    const std::lock_guard lock(counts_mutex_);
    is_open_ = false;
  }

  // Writes none of the lines that wait either, ever.
  void GiveUp() noexcept {
    const std::lock_guard lock(counts_mutex_);
    has_given_up_ = true;
    Lose(std::exchange(waiting_lines_, 0));
  }

  // Whether a text of this size may come; it is lost otherwise.
  [[nodiscard]] bool Admit(std::size_t bytes) noexcept {
    const std::lock_guard lock(counts_mutex_);
    is_overrun_ |= capacity_bytes_ && waiting_lines_ > 0 &&
                   (waiting_lines_ == kWaitingLines || waiting_bytes_ + bytes > *capacity_bytes_);
    if (!is_open_ || is_overrun_) {
      Lose(1);
      return false;
    }
    ++waiting_lines_;
    waiting_bytes_ += bytes;
    return true;
  }

  // A line does not come, though perhaps admitted.
  void Miss(std::optional<std::size_t> admitted_bytes) noexcept {
    const std::lock_guard lock(counts_mutex_);
    if (admitted_bytes) Leave(*admitted_bytes);
    Lose(1);
  }

  [[nodiscard]] std::uint64_t lost() const noexcept {
    const std::lock_guard lock(counts_mutex_);
    return lost_;
  }

 protected:
  void sink_it_(const log_msg& message) override {
    std::unique_lock lock(counts_mutex_);
    if (has_given_up_) return;
    Leave(message.payload.size());
    if (is_unwritable_) TellLost(lock, message.logger_name);
    if (is_unwritable_ || !Put(lock, message)) Lose(1);
    if (waiting_lines_ > 0) return;
    is_overrun_ = false;
    if (unsaid_ > 0 && !is_unwritable_) TellLost(lock, message.logger_name);
  }

  void flush_() override {}

 private:
  // A new formatter takes the first second of 1970, in which a machine without a real-time clock
  // may start, for one whose date it knows already.
  static void LeaveTheFirstSecond(spdlog::pattern_formatter& formatter) {
    const spdlog::log_clock::time_point later{std::chrono::seconds(1)};
    spdlog::memory_buf_t unused;
    formatter.format(log_msg(later, {}, "", spdlog::level::info, ""), unused);
  }

  void Leave(std::size_t bytes) noexcept {
    --waiting_lines_;
    waiting_bytes_ -= bytes;
  }

  void Lose(std::uint64_t lines) noexcept {
    lost_ += lines;
    unsaid_ += lines;
  }

  bool Put(std::unique_lock<std::mutex>& lock, const log_msg& message) noexcept {
    lock.unlock();
    bool is_written = false;
    try {
      const std::string_view prefix = is_the_journal_ ? kJournalPrefixes.at(message.level) : "";
      spdlog::memory_buf_t line;
      line.append(prefix.data(), prefix.data() + prefix.size());
      (FormatOf(message.logger_name) == LogFormat::kJson ? json_ : logfmt_).format(message, line);
      is_written = WriteLine(fd_, {line.data(), line.size()});
    } catch (...) {  // no memory for it
    }
    lock.lock();
    is_unwritable_ = !is_written;
    return is_written;
  }

  void TellLost(std::unique_lock<std::mutex>& lock, spdlog::string_view_t logger_name) noexcept {
    const std::uint64_t lines = std::exchange(unsaid_, 0);
    try {
      const std::string text =
          FormatLogText(FormatOf(logger_name), LogLevel::kWarn,
                        "log lines were dropped: standard error did not take them",
                        {{"lines", std::to_string(lines)}});
      if (Put(lock, log_msg(logger_name, spdlog::level::warn, text))) return;
    } catch (...) {  // no memory for it
      is_unwritable_ = true;
    }
    unsaid_ += lines;
  }

  const int fd_;
  const bool is_the_journal_;
  spdlog::pattern_formatter logfmt_{"ts=%Y-%m-%dT%H:%M:%S.%eZ %v", spdlog::pattern_time_type::utc,
                                    "\n"};
  spdlog::pattern_formatter json_{R"({"ts":"%Y-%m-%dT%H:%M:%S.%eZ",%v})",
                                  spdlog::pattern_time_type::utc, "\n"};

  mutable std::mutex counts_mutex_;
  std::optional<std::size_t> capacity_bytes_;
  std::size_t waiting_lines_ = 0;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t unsaid_ = 0;    // of these, what no line has told yet
  bool is_overrun_ = false;     // from the first line without room until all others are written
  bool is_unwritable_ = false;  // the last line could not be written: with the next one again
  bool is_open_ = true;
  bool has_given_up_ = false;
};

// One for each format.
struct Loggers {
  std::array<std::shared_ptr<spdlog::logger>, 2> by_format;
  std::shared_ptr<thread_pool> pool;  // destroyed first: writes what waits and ends its thread

  spdlog::logger& Of(LogFormat format) const {
    return *by_format.at(static_cast<std::size_t>(format));
  }

  void SetLevel(spdlog::level::level_enum level) const {
    for (const auto& logger : by_format) logger->set_level(level);
  }
};

// Into the pool, where there is one.
Loggers MakeLoggers(const spdlog::sink_ptr& sink, std::shared_ptr<thread_pool> pool = nullptr) {
  constexpr auto kPolicy = spdlog::async_overflow_policy::overrun_oldest;  // it never comes to it
  const auto make = [&](LogFormat format) {
    auto logger = pool ? std::make_shared<spdlog::async_logger>(NameOf(format), sink, pool, kPolicy)
                       : std::make_shared<spdlog::logger>(NameOf(format), sink);
    logger->set_error_handler([](const std::string&) { throw; });  // to Write, which counts
    return logger;
  };
  return {{make(LogFormat::kLogfmt), make(LogFormat::kJson)}, std::move(pool)};
}

// Destroys them in a thread of its own, which is left to itself after `limit`: then false.
bool EndWithin(std::chrono::milliseconds limit, std::unique_ptr<Loggers> loggers) noexcept {
  Loggers* const held = loggers.release();  // where there is no thread to be had they stay
  try {
    std::promise<void> promise;
    const std::future<void> ended = promise.get_future();
    std::thread([held, promise = std::move(promise)]() mutable {
      delete held;
      promise.set_value();
    }).detach();
    return ended.wait_for(limit) == std::future_status::ready;
  } catch (...) {
    [[maybe_unused]] static const Loggers* kept = nullptr;  // so that they do not look lost
    kept = held;
    return false;
  }
}

}  // namespace

struct LogWriter::State {
  explicit State(int fd) : sink(std::make_shared<LineSink>(fd)), plain(MakeLoggers(sink)) {}

  const std::shared_ptr<LineSink> sink;
  const Loggers plain;

  std::mutex mutex;
  std::unique_ptr<Loggers> queued;  // instead, while there is the thread
  LogFormat format = LogFormat::kLogfmt;
};

LogWriter::LogWriter(int fd) : state_(std::make_unique<State>(fd)) {}

LogWriter::~LogWriter() { StopThread(std::chrono::milliseconds(0)); }

void LogWriter::SetUp(LogLevel level, LogFormat format) {
  const std::lock_guard lock(state_->mutex);
  state_->format = format;
  state_->plain.SetLevel(ToSpdlog(level));
  if (state_->queued) state_->queued->SetLevel(ToSpdlog(level));
}

void LogWriter::Write(LogLevel level, std::string_view message,
                      std::initializer_list<LogField> fields) noexcept {
  const std::lock_guard lock(state_->mutex);
  const LogFormat format = state_->format;
  spdlog::logger& logger = (state_->queued ? *state_->queued : state_->plain).Of(format);
  if (!logger.should_log(ToSpdlog(level))) return;
  std::optional<std::size_t> admitted_bytes;
  try {
    const std::string text = FormatLogText(format, level, message, fields);
    if (!state_->sink->Admit(text.size())) return;
    admitted_bytes = text.size();
    logger.log(ToSpdlog(level), spdlog::string_view_t(text));
  } catch (...) {  // no memory for it
    state_->sink->Miss(admitted_bytes);
  }
}

void LogWriter::StartThread(std::size_t capacity_bytes) {
  auto queued = std::make_unique<Loggers>(
      MakeLoggers(state_->sink, std::make_shared<thread_pool>(kWaitingLines, 1)));
  const std::lock_guard lock(state_->mutex);
  queued->SetLevel(state_->plain.Of(state_->format).level());
  state_->queued = std::move(queued);
  state_->sink->Open(capacity_bytes);
}

void LogWriter::StopThread(std::chrono::milliseconds limit) noexcept {
  std::unique_ptr<Loggers> queued;
  {
    const std::lock_guard lock(state_->mutex);
    queued = std::move(state_->queued);
    if (!queued) return;
    state_->sink->Close();
  }
  if (EndWithin(limit, std::move(queued))) {
    state_->sink->Open(std::nullopt);
  } else {
    state_->sink->GiveUp();
  }
}

std::uint64_t LogWriter::lost() const noexcept { return state_->sink->lost(); }

}  // namespace agent::base
