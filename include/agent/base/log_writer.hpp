#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace agent::base {

// Writes lines to a descriptor from a thread of its own, so that nobody who has something to say
// ever waits for who reads it: not for a full pipe, a terminal that is held, a hung disk. What
// finds no room in the queue is lost and counted, and from the first line that is lost on, all
// others, until the queue has been written: then one line says how many there were. The same for
// lines that could not be written at all. Thread-safe.
class LogWriter {
 public:
  // Makes the line, with its end, that says how many were lost; empty where it cannot. Must not
  // throw.
  using Notice = std::function<std::string(std::uint64_t lost)>;

  // `capacity_bytes`: how much may wait; one line may always. Throws std::system_error when there
  // can be no thread.
  LogWriter(int fd, std::size_t capacity_bytes, Notice notice);
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // As Stop() with no time.
  ~LogWriter();

  // `line` has its end. Never blocks.
  void Write(std::string line) noexcept;

  // Lets what waits be written, for `limit` at most. What is left then is lost, and a thread that
  // is still held by the reader is left to itself. Later lines are lost.
  void Stop(std::chrono::milliseconds limit) noexcept;

  // All lines that were lost so far.
  [[nodiscard]] std::uint64_t lost() const noexcept;

 private:
  struct State;

  static void Run(State& state) noexcept;

  const std::shared_ptr<State> state_;  // the thread has it too
  std::thread thread_;
};

}  // namespace agent::base
