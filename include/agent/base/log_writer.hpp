#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "agent/base/log.hpp"

namespace agent::base {

// Writes a log to a descriptor: at once, or from a thread of its own. With the thread nobody who
// logs ever waits for the reader of the log, be it a full pipe, a held terminal or a hung disk.
// A line that finds no room in the queue is lost and counted. From then on all lines are lost until
// the queue has been written, because the first lines tell the cause. Then one line says how many
// were lost. The same goes for lines that could not be written at all. Thread-safe.
class LogWriter {
 public:
  // Until SetUp: info, logfmt.
  explicit LogWriter(int fd);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // As StopThread() with no time.
  ~LogWriter();

  // For the lines from here on. Those that wait keep their format.
  void SetUp(LogLevel level, LogFormat format);

  // Never waits while there is the thread.
  void Write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) noexcept;

  // `capacity_bytes` is how much text may wait, in 1024 lines at most. One line may always wait.
  // Throws std::system_error when there can be no thread.
  void StartThread(std::size_t capacity_bytes);

  // Lets what waits be written, for `limit` at most. What is left then is lost, and so are all
  // later lines. A thread that still waits for the reader is left behind.
  void StopThread(std::chrono::milliseconds limit) noexcept;

  // All lines that were lost so far.
  [[nodiscard]] std::uint64_t lost() const noexcept;

 private:
  struct State;

  const std::shared_ptr<State> state_;
};

}  // namespace agent::base
