#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace agent::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError };
enum class LogFormat { kLogfmt, kJson };

// One `key=value` of a log line. Keys are plain lower-case words.
struct LogField {
  std::string_view key;
  std::string value;
};

// Sends the log to standard error in `format`, dropping what is below `level`. To be called before
// other threads log, and again at a reload. Until then: info, logfmt.
void SetUpLog(LogLevel level, LogFormat format);

// Writes one line: time (UTC, milliseconds), level, message, fields. Thread-safe; never throws.
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

// The fields of one line without time and level, as `format` writes them: for tests and for Log.
[[nodiscard]] std::string FormatLogLine(LogFormat format, std::string_view time,
                                        std::string_view level, std::string_view message,
                                        std::initializer_list<LogField> fields);

}  // namespace agent::base
