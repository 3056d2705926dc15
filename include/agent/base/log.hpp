#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace agent::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kLogfmt, kJson };

// One `key=value` of a log line. Keys are plain lower-case words. Values may be anybody's text.
struct LogField {
  std::string_view key;
  std::string value;
};

// Sends the log to standard error in `format`, without the lines below `level`. To be called before
// other threads log, and again at a reload. Before the first call it is info and logfmt.
void SetUpLog(LogLevel level, LogFormat format);

// As long as it lives, no call of Log waits, because a thread writes the lines. Lines that standard
// error does not take in time are dropped and counted. The next line that gets through tells how
// many. Its destructor waits half a second at most for what is left to be written. Without it Log
// waits until its line is written, which suits a command that ends by itself. One at a time.
class BackgroundLog {
 public:
  // Throws std::system_error when there can be no thread. Signals are to be blocked before.
  BackgroundLog();
  BackgroundLog(const BackgroundLog&) = delete;
  BackgroundLog& operator=(const BackgroundLog&) = delete;
  ~BackgroundLog();
};

// Lines that were dropped since the process started.
[[nodiscard]] std::uint64_t DroppedLogLines();

// Writes one line: time (UTC, milliseconds), level, message and fields. Where standard error is the
// journal's stream, the level comes first in the form of sd-daemon(3), so that `journalctl -p`
// finds it. Thread-safe. Never throws. Only `app`, `serve` and `cli` call it: lower parts return
// what happened.
void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

inline void LogDebug(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kDebug, message, fields);
}
inline void LogInfo(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kInfo, message, fields);
}
inline void LogWarn(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kWarn, message, fields);
}
inline void LogError(std::string_view message, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kError, message, fields);
}

}  // namespace agent::base
