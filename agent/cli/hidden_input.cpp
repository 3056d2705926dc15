#include "agent/cli/hidden_input.hpp"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <string_view>

namespace agent::cli {
namespace {

// Every signal whose default is to end the process, and that can be caught; SIGTSTP stops it.
constexpr std::array kSignals{SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT,   SIGBUS,
                              SIGFPE,  SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,   SIGTERM,
                              SIGXCPU, SIGXFSZ, SIGPROF, SIGSYS,  SIGIO,   SIGVTALRM, SIGTSTP};

// What the handler needs. Written before the handler is set, and then by it alone.
termios shown{};
termios hidden{};
std::string_view prompt_text;

// tcsetattr, sigaction, sigprocmask, raise and write are async-signal-safe (POSIX 2.4.3).
void SetTerminal(const termios& settings) {
  while (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) != 0 && errno == EINTR) {
  }
}

void OnSignal(int signal) {
  const int saved_errno = errno;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &shown);
  struct sigaction ours {};
  struct sigaction by_default {};
  by_default.sa_handler = SIG_DFL;
  ::sigaction(signal, &by_default, &ours);
  sigset_t only_it;
  sigemptyset(&only_it);
  sigaddset(&only_it, signal);
  ::raise(signal);
  ::sigprocmask(SIG_UNBLOCK, &only_it, nullptr);  // ends or stops here
  ::sigaction(signal, &ours, nullptr);
  SetTerminal(hidden);
  static_cast<void>(!::write(STDERR_FILENO, prompt_text.data(), prompt_text.size()));
  errno = saved_errno;
}

// Turns a terminal's echo off for as long as it lives; does nothing where there is no terminal.
class NoEcho {
 public:
  explicit NoEcho(std::string_view prompt) : is_terminal_(::tcgetattr(STDIN_FILENO, &shown) == 0) {
    if (!is_terminal_) return;
    prompt_text = prompt;
    hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    struct sigaction action {};
    action.sa_handler = &OnSignal;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], nullptr, &before_[i]);
      // One that is ignored, as by nohup, stays so.
      if (before_[i].sa_handler != SIG_IGN) ::sigaction(kSignals[i], &action, nullptr);
    }
    SetTerminal(hidden);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (!is_terminal_) return;
    SetTerminal(shown);
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
      ::sigaction(kSignals[i], &before_[i], nullptr);
    }
  }
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  bool is_terminal_;
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace

std::string ReadHidden(const std::string& prompt) {
  const NoEcho no_echo(prompt);
  std::string text;
  if (no_echo.is_terminal()) {
    std::cerr << prompt << std::flush;
    std::getline(std::cin, text);
    std::cerr << '\n';
  } else {
    constexpr std::size_t kMostBytes = 64 * 1024;
    text.resize(kMostBytes);
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
  }
  return text;
}

}  // namespace agent::cli
