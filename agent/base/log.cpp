#include "agent/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <cstdio>

#include "agent/base/utf8.hpp"

namespace agent::base {
namespace {

std::atomic<LogFormat> current_format{LogFormat::kLogfmt};

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarn:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarn:
      return "warn";
    case LogLevel::kError:
      break;
  }
  return "error";
}

// The line is complete when it reaches spdlog: the sink adds nothing but its lock and a newline.
spdlog::logger& Logger() {
  static spdlog::logger logger = [] {
    spdlog::logger made("agent", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern("%v", spdlog::pattern_time_type::utc);
    made.flush_on(spdlog::level::trace);
    return made;
  }();
  return logger;
}

std::string UtcNow() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto millis =
      std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  const int length =
      std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900,
                    parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                    static_cast<int>(millis));
  return {text, static_cast<std::size_t>(length)};
}

// A quoted string with the escapes that JSON and logfmt share.
void AppendQuoted(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : SanitizeUtf8(value)) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

bool NeedsQuotes(std::string_view value) {
  if (value.empty()) return true;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7F) {
      return true;
    }
  }
  return !IsCleanUtf8(value);
}

}  // namespace

std::string FormatLogLine(LogFormat format, std::string_view time, std::string_view level,
                          std::string_view message, std::initializer_list<LogField> fields) {
  const bool json = format == LogFormat::kJson;
  std::string line = json ? "{" : "";
  const auto append = [&](std::string_view key, std::string_view value) {
    if (line.size() > 1) line += json ? ',' : ' ';
    if (json) {
      AppendQuoted(line, key);
      line += ':';
      AppendQuoted(line, value);
    } else {
      line += key;
      line += '=';
      if (NeedsQuotes(value)) {
        AppendQuoted(line, value);
      } else {
        line += value;
      }
    }
  };
  append("ts", time);
  append("level", level);
  append("msg", message);
  for (const LogField& field : fields) append(field.key, field.value);
  if (json) line += '}';
  return line;
}

void SetUpLog(LogLevel level, LogFormat format) {
  current_format = format;
  Logger().set_level(ToSpdlog(level));
}

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  const spdlog::level::level_enum spdlog_level = ToSpdlog(level);
  if (!Logger().should_log(spdlog_level)) return;
  const std::string line =
      FormatLogLine(current_format, UtcNow(), LevelName(level), message, fields);
  Logger().log(spdlog_level, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace agent::base
