#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::test {

// A program in the foreground of a terminal of its own, as a shell runs it: in a process group of
// its own, so that it can be stopped and continued. Killed at destruction.
class JobOnTerminal {
 public:
  explicit JobOnTerminal(const std::vector<std::string>& arguments);
  JobOnTerminal(const JobOnTerminal&) = delete;
  JobOnTerminal& operator=(const JobOnTerminal&) = delete;
  ~JobOnTerminal();

  // Whether the terminal shows what is typed.
  [[nodiscard]] bool HasEcho() const;

  void Type(std::string_view text) const;
  void Signal(int signal) const;

  // Everything that the terminal has shown so far.
  [[nodiscard]] std::string Screen();

  // Waits until the program stops or ends: its wait status (waitpid), or nothing after 20 s.
  [[nodiscard]] std::optional<int> AwaitChange();

 private:
  int master_ = -1;
  int changes_ = -1;  // the wait statuses, from the shell
  pid_t shell_ = -1;
  pid_t program_ = -1;
  std::string screen_;
};

}  // namespace agent::test
