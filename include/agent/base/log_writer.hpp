#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "agent/base/log.hpp"

namespace agent::base {

// Writes a log to a descriptor with spdlog, either at once or from a thread of its own. With the
// thread, no caller waits for the reader: not for a full pipe, a stopped terminal or a hung disk.
//
// When the queue is full, a line is dropped and counted, and so are all later ones until the queue
// has been written. So the first lines, which tell the cause, are kept. Then one line says how many
// were dropped. Lines that cannot be written are counted in the same way. Thread-safe.
class LogWriter {
 public:
  // Level info and format logfmt until SetUp().
  explicit LogWriter(int fd);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // Calls StopThread() with a limit of zero.
  ~LogWriter();

  // Applies to later lines. Lines in the queue keep their format.
  void SetUp(LogLevel level, LogFormat format);

  // Never waits while the thread runs.
  void Write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) noexcept;

  // `capacity_bytes` bounds the text in the queue. The queue takes at most 1024 lines, and always
  // takes one. Throws std::system_error when no thread can be started.
  void StartThread(std::size_t capacity_bytes);

  // Writes what is in the queue, for at most `limit`. What is left then is dropped, and so are all
  // later lines. A thread that the reader still blocks is not waited for.
  void StopThread(std::chrono::milliseconds limit) noexcept;

  // The number of lines dropped so far.
  [[nodiscard]] std::uint64_t lost() const noexcept;

 private:
  struct State;

  const std::unique_ptr<State> state_;
};

}  // namespace agent::base
