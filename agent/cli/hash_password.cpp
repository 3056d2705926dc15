#include "agent/cli/hash_password.hpp"

#include <termios.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <string>

#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"
#include "agent/serve/bcrypt.hpp"

namespace agent::cli {
namespace {

// Turns a terminal's echo off for as long as it lives; does nothing where there is no terminal.
class NoEcho {
 public:
  NoEcho() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_terminal_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  bool is_terminal_;
};

std::string ReadPassword() {
  const NoEcho no_echo;
  if (no_echo.is_terminal()) std::cerr << "Password: " << std::flush;
  std::string password;
  std::getline(std::cin, password);
  if (no_echo.is_terminal()) std::cerr << '\n';
  if (password.ends_with('\r')) password.pop_back();
  return password;
}

}  // namespace

int HashPassword() {
  try {
    std::cout << serve::HashPassword(ReadPassword()) << std::endl;
    return kDone;
  } catch (const std::exception& error) {
    PrintLine(std::cerr, std::string("odin-agent: ") + error.what());
    return kUsage;
  }
}

}  // namespace agent::cli
