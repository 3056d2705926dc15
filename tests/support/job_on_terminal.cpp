#include "support/job_on_terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <stdexcept>

namespace agent::test {
namespace {

constexpr int kPatienceMs = 20'000;

// Reads one value that the shell has written; nothing when there is none in time.
template <typename T>
std::optional<T> ReadValue(int fd) {
  pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
  T value{};
  if (::poll(&ready, 1, kPatienceMs) != 1) return std::nullopt;
  return ::read(fd, &value, sizeof value) == sizeof value ? std::optional(value) : std::nullopt;
}

// In the child, after fork: async-signal-safe calls alone.
[[noreturn]] void BeShell(const char* terminal, char* const* arguments, int changes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::setsid();
  const int fd = ::open(terminal, O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(fd, standard);
  ::ioctl(STDIN_FILENO, TIOCSCTTY, 0);
  ::signal(SIGTTOU, SIG_IGN);
  const pid_t program = ::fork();
  if (program == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);
    ::tcsetpgrp(STDIN_FILENO, ::getpid());
    ::signal(SIGTTOU, SIG_DFL);
    ::execv(arguments[0], arguments);
    ::_exit(127);
  }
  bool can_write = ::write(changes, &program, sizeof program) > 0;
  int status = 0;
  while (can_write && ::waitpid(program, &status, WUNTRACED) == program) {
    can_write = ::write(changes, &status, sizeof status) > 0;
    if (!WIFSTOPPED(status)) break;
  }
  // The terminal hangs up when its session's leader ends; the test still wants to look at it.
  while (can_write) ::pause();
  ::_exit(0);
}

}  // namespace

JobOnTerminal::JobOnTerminal(const std::vector<std::string>& arguments)
    : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) {
    throw std::runtime_error("no terminal can be made");
  }
  const std::string terminal = ::ptsname(master_);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  changes_ = pipe_ends[0];
  shell_ = ::fork();
  if (shell_ == 0) BeShell(terminal.c_str(), argv.data(), pipe_ends[1]);
  ::close(pipe_ends[1]);
  program_ = ReadValue<pid_t>(changes_).value_or(-1);
  if (program_ <= 0) throw std::runtime_error("the program was not started");
}

JobOnTerminal::~JobOnTerminal() {
  ::kill(program_, SIGKILL);
  ::kill(shell_, SIGKILL);
  ::waitpid(shell_, nullptr, 0);
  ::close(changes_);
  ::close(master_);
}

bool JobOnTerminal::HasEcho() const {
  termios settings{};
  if (::tcgetattr(master_, &settings) != 0) throw std::runtime_error("the terminal is gone");
  return (settings.c_lflag & ECHO) != 0;
}

void JobOnTerminal::Type(std::string_view text) const {
  if (::write(master_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("the terminal takes no keys");
  }
}

void JobOnTerminal::Signal(int signal) const { ::kill(program_, signal); }

std::string JobOnTerminal::Screen() {
  pollfd ready{.fd = master_, .events = POLLIN, .revents = 0};
  char buffer[4096];
  while (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0) {
    const ssize_t got = ::read(master_, buffer, sizeof buffer);
    if (got <= 0) break;
    screen_.append(buffer, static_cast<std::size_t>(got));
  }
  return screen_;
}

std::optional<int> JobOnTerminal::AwaitChange() { return ReadValue<int>(changes_); }

}  // namespace agent::test
