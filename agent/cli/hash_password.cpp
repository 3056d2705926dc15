#include "agent/cli/hash_password.hpp"

#include <exception>
#include <iostream>
#include <string>

#include "agent/base/secret.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/hidden_input.hpp"
#include "agent/cli/print.hpp"
#include "agent/serve/bcrypt.hpp"

namespace agent::cli {
namespace {

int HashPassword() {
  try {
    const std::string password = base::ParseSecret("standard input", ReadHidden("Password: "));
    std::cout << serve::HashPassword(password) << std::endl;
    return kDone;
  } catch (const std::exception& error) {
    PrintLine(std::cerr, std::string("odin-agent: ") + error.what());
    return kUsage;
  }
}

}  // namespace

Action AddHashPassword(CLI::App&) { return HashPassword; }

}  // namespace agent::cli
