#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace agent::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kLogfmt, kJson };

// One `key=value` of a log line. Keys are plain lower-case words. Values may be any text.
struct LogField {
  std::string_view key;
  std::string value;
};

// Sets the log's format and its lowest level. The log goes to standard error. Call it before other
// threads log; a reload may call it again. The defaults are info and logfmt.
void SetUpLog(LogLevel level, LogFormat format);

// While a BackgroundLog lives, a thread writes the log and no call of Log waits. Lines that
// standard error does not take in time are dropped and counted, and a later line says how many. The
// destructor waits at most half a second for the remaining lines. Without a BackgroundLog, Log
// waits until its line is written, which suits a short command. There may be one at a time.
class BackgroundLog {
 public:
  // Throws std::system_error when no thread can be started. Block signals first.
  BackgroundLog();
  BackgroundLog(const BackgroundLog&) = delete;
  BackgroundLog& operator=(const BackgroundLog&) = delete;
  ~BackgroundLog();
};

// The number of lines dropped since the process started.
[[nodiscard]] std::uint64_t DroppedLogLines();

// Writes one line: time (UTC, milliseconds), level, message and fields. When standard error is the
// journal, the level comes first in the form of sd-daemon(3), for `journalctl -p`. Thread-safe.
// Never throws. Only `app`, `serve` and `cli` call it; lower modules return what happened.
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
