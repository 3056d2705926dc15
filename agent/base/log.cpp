#include "agent/base/log.hpp"

#include <unistd.h>

#include <chrono>
#include <cstddef>

#include "agent/base/log_writer.hpp"

namespace agent::base {
namespace {

// About a thousand lines: more than any reload says at once.
constexpr std::size_t kWaitingBytes = std::size_t{256} * 1024;
constexpr std::chrono::milliseconds kLastWait{500};

// Never destroyed: a thread may log until the very end.
LogWriter& StandardError() {
  static auto* const writer = new LogWriter(STDERR_FILENO);
  return *writer;
}

}  // namespace

void SetUpLog(LogLevel level, LogFormat format) { StandardError().SetUp(level, format); }

BackgroundLog::BackgroundLog() { StandardError().StartThread(kWaitingBytes); }

BackgroundLog::~BackgroundLog() { StandardError().StopThread(kLastWait); }

std::uint64_t DroppedLogLines() { return StandardError().lost(); }

void Log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  StandardError().Write(level, message, fields);
}

}  // namespace agent::base
