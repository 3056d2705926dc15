#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace agent::test {

struct ProcessOptions {
  std::vector<std::pair<std::string, std::string>> environment;  // added to the test's own
  std::string input;                                             // of at most 64 KB
  // The user to run as, in that user's group alone. The program must then be a path. Needs root.
  std::optional<uid_t> user = std::nullopt;
};

// A child process and what it writes. Destruction ends it by its own process ID, with SIGTERM and
// after 10 s with SIGKILL. The kernel ends it if the test itself crashes. Start and use it in the
// test's main thread.
class Process {
 public:
  // Runs `arguments[0]`, looked up on PATH. Throws std::system_error when it cannot be started.
  explicit Process(std::vector<std::string> arguments, const ProcessOptions& options = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] pid_t pid() const { return pid_; }

  // What it has written so far. It is complete once Wait has returned a status.
  [[nodiscard]] std::string Output() const;
  [[nodiscard]] std::string Errors() const;

  // Waits until standard output or standard error holds `text`. False when the process closes both,
  // or when the time is over, before that.
  [[nodiscard]] bool WaitForText(std::string_view text, std::chrono::milliseconds timeout) const;

  // The same for what it writes to standard error after its first `skipped` bytes.
  [[nodiscard]] bool WaitForError(std::string_view text, std::size_t skipped,
                                  std::chrono::milliseconds timeout) const;

  void Signal(int signal) const;

  // Waits for the end: the exit code, 128 + N when signal N ended it, nothing when the time is over
  // before.
  [[nodiscard]] std::optional<int> Wait(std::chrono::milliseconds timeout);

 private:
  void Read(int output, int errors);

  pid_t pid_ = -1;
  std::optional<int> status_;
  mutable std::mutex mutex_;
  mutable std::condition_variable written_;
  std::string output_;
  std::string errors_;
  bool closed_ = false;
  std::jthread reader_;
};

struct Finished {
  int status = -1;
  std::string output;
  std::string errors;
};

// Runs a command to its end. Throws std::runtime_error when it takes longer than `timeout`.
[[nodiscard]] Finished Run(std::vector<std::string> arguments, const ProcessOptions& options = {},
                           std::chrono::milliseconds timeout = std::chrono::minutes(4));

}  // namespace agent::test
