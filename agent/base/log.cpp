#include "agent/base/log.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <utility>

#include "agent/base/log_writer.hpp"
#include "agent/base/utf8.hpp"
#include "agent/base/visible.hpp"
#include "agent/base/write_line.hpp"

namespace agent::base {
namespace {

// About a thousand lines: more than any reload says at once.
constexpr std::size_t kWaitingBytes = std::size_t{256} * 1024;
constexpr std::chrono::milliseconds kLastWait{500};

std::atomic<LogFormat> current_format{LogFormat::kLogfmt};
std::atomic<LogLevel> current_level{LogLevel::kInfo};

// Where lines go. Never destroyed: a thread may log until the very end.
struct Output {
  std::mutex mutex;
  std::unique_ptr<LogWriter> background;
  std::uint64_t dropped_before = 0;  // by earlier ones
};

Output& TheOutput() {
  static auto* const output = new Output;
  return *output;
}

struct Level {
  std::string_view name;
  std::string_view journal_prefix;  // sd-daemon(3)
};

// By LogLevel.
constexpr Level kLevels[] = {{"debug", "<7>"}, {"info", "<6>"}, {"warn", "<4>"}, {"error", "<3>"}};

const Level& LevelOf(LogLevel level) { return kLevels[static_cast<std::size_t>(level)]; }

// Whether standard error is the stream that the service manager says goes to the journal, and not
// what somebody has put in its place: systemd.exec(5), $JOURNAL_STREAM.
bool IsTheJournal() {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat now {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &now) != 0) return false;
  return std::to_string(now.st_dev) + ':' + std::to_string(now.st_ino) == stream;
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

void AppendUtf16(std::string& out, unsigned unit) {
  char escape[8];
  std::snprintf(escape, sizeof escape, "\\u%04x", unit);
  out += escape;
}

// As JSON escapes any character.
void AppendEscaped(std::string& out, char32_t code_point) {
  if (code_point <= 0xFFFF) return AppendUtf16(out, code_point);
  const unsigned offset = static_cast<unsigned>(code_point) - 0x10000;
  AppendUtf16(out, 0xD800 + (offset >> 10));
  AppendUtf16(out, 0xDC00 + (offset & 0x3FF));
}

// A quoted string with the escapes that JSON and logfmt share.
void AppendQuoted(std::string& out, std::string_view value) {
  out += '"';
  const std::string clean = SanitizeUtf8(value);
  for (std::string_view rest = clean; !rest.empty();) {
    const std::string_view from_here = rest;
    const char32_t code_point = TakeCodePoint(rest);
    if (code_point == U'"' || code_point == U'\\') {
      out += '\\';
      out += static_cast<char>(code_point);
    } else if (code_point == U'\n') {
      out += "\\n";
    } else if (IsUnseen(code_point)) {
      AppendEscaped(out, code_point);
    } else {
      out += from_here.substr(0, from_here.size() - rest.size());
    }
  }
  out += '"';
}

bool NeedsQuotes(std::string_view value) {
  if (value.empty() || !IsCleanUtf8(value)) return true;
  while (!value.empty()) {
    const char32_t code_point = TakeCodePoint(value);
    if (IsUnseen(code_point) ||
        std::u32string_view(U" \"=\\").find(code_point) != std::u32string_view::npos) {
      return true;
    }
  }
  return false;
}

void AppendWord(std::string& out, std::string_view word) {
  if (NeedsQuotes(word)) {
    AppendQuoted(out, word);
  } else {
    out += word;
  }
}

std::string MakeLine(LogLevel level, std::string_view message,
                     std::initializer_list<LogField> fields) {
  static const bool is_the_journal = IsTheJournal();
  std::string line(is_the_journal ? LevelOf(level).journal_prefix : "");
  line += FormatLogLine(current_format, UtcNow(), LevelOf(level).name, message, fields);
  line += '\n';
  return line;
}

std::string DroppedNotice(std::uint64_t lines) noexcept {
  try {
    return MakeLine(LogLevel::kWarn, "log lines were dropped: standard error did not take them",
                    {{"lines", std::to_string(lines)}});
  } catch (...) {
    return {};
  }
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
      AppendWord(line, key);
      line += '=';
      AppendWord(line, value);
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
  current_level = level;
}

BackgroundLog::BackgroundLog() {
  auto writer = std::make_unique<LogWriter>(STDERR_FILENO, kWaitingBytes, DroppedNotice);
  const std::lock_guard lock(TheOutput().mutex);
  TheOutput().background = std::move(writer);
}

BackgroundLog::~BackgroundLog() {
  Output& output = TheOutput();
  // Stopped while it is still in place, so that nobody else waits meanwhile.
  output.background->Stop(kLastWait);
  const std::lock_guard lock(output.mutex);
  output.dropped_before += output.background->lost();
  output.background.reset();
}

std::uint64_t DroppedLogLines() {
  Output& output = TheOutput();
  const std::lock_guard lock(output.mutex);
  return output.dropped_before + (output.background ? output.background->lost() : 0);
}

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (level < current_level) return;
  Output& output = TheOutput();
  std::string line;
  try {
    line = MakeLine(level, message, fields);
  } catch (...) {  // no memory for it
  }
  const std::lock_guard lock(output.mutex);
  if (line.empty()) {
    ++output.dropped_before;
  } else if (output.background) {
    output.background->Write(std::move(line));
  } else if (!WriteLine(STDERR_FILENO, line)) {
    ++output.dropped_before;
  }
}

}  // namespace agent::base
