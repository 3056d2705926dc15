#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "agent/base/log.hpp"

namespace agent::base {

// Writes a log to a descriptor with spdlog: at once, or from a thread of its own, so that nobody
// who has something to say ever waits for who reads it: not for a full pipe, a terminal that is
// held, a hung disk. What finds no room in the queue is lost and counted, and from the first line
// that is lost on, all others, until the queue has been written: the first lines tell the cause,
// and then one line says how many there were. The same for lines that could not be written at all.
// Thread-safe.
class LogWriter {
 public:
  // Until SetUp: info, logfmt.
  explicit LogWriter(int fd);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // As StopThread() with no time.
  ~LogWriter();

  // For the lines from here on; those that wait keep the format they were said in.
  void SetUp(LogLevel level, LogFormat format);

  // Never waits while there is the thread.
  void Write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) noexcept;

  // `capacity_bytes`: how much text may wait, in 1024 lines at most; one line may always. Throws
  // std::system_error when there can be no thread.
  void StartThread(std::size_t capacity_bytes);

  // Lets what waits be written, for `limit` at most. What is left then is lost, all later lines
  // too, and a thread that is still held by the reader is left to itself.
  void StopThread(std::chrono::milliseconds limit) noexcept;

  // All lines that were lost so far.
  [[nodiscard]] std::uint64_t lost() const noexcept;

 private:
  struct State;

  const std::unique_ptr<State> state_;
};

}  // namespace agent::base
