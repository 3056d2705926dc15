#include "agent/cli/hash_password.hpp"

#include <exception>
#include <iostream>

#include "agent/cli/exit_code.hpp"
#include "agent/cli/hidden_input.hpp"
#include "agent/cli/print.hpp"
#include "agent/serve/bcrypt.hpp"

namespace agent::cli {

int HashPassword() {
  try {
    std::cout << serve::HashPassword(ReadHiddenLine("Password: ")) << std::endl;
    return kDone;
  } catch (const std::exception& error) {
    PrintLine(std::cerr, std::string("odin-agent: ") + error.what());
    return kUsage;
  }
}

}  // namespace agent::cli
