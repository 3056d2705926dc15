#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace agent::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kLogfmt, kJson };

// One `key=value` of a log line. Keys are plain lower-case words; values are text of anybody.
struct LogField {
  std::string_view key;
  std::string value;
};

// Sends the log to standard error in `format`, dropping what is below `level`. To be called before
// other threads log, and again at a reload. Until then: info, logfmt.
void SetUpLog(LogLevel level, LogFormat format);

// For as long as it lives, no call of Log waits: a thread writes the lines, and those that standard
// error does not take in time are dropped, counted, and told in the next line that gets through.
// Its end waits for what is left to be written, half a second at most. Without it Log waits until
// its line is written, as a command does that ends by itself. One at a time.
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

// Writes one line: time (UTC, milliseconds), level, message, fields; before it the level as
// sd-daemon(3) says where standard error is the journal's stream, so that `journalctl -p` finds it.
// Thread-safe; never throws.
// Only `app`, `serve` and `cli` call it: lower parts return what happened.
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
