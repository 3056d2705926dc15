#include "agent/cli/hash_password.hpp"

#include <exception>
#include <iostream>

#include "agent/cli/exit_code.hpp"
#include "agent/cli/hidden_input.hpp"
#include "agent/serve/bcrypt.hpp"

namespace agent::cli {

int HashPassword() {
  try {
    std::cout << serve::HashPassword(ReadHiddenLine("Password: ")) << std::endl;
    return kDone;
  } catch (const std::exception& error) {
    std::cerr << "odin-agent: " << error.what() << '\n';
    return kUsage;
  }
}

}  // namespace agent::cli
