#include "agent/cli/command.hpp"

#include <CLI/CLI.hpp>

#include "agent/cli/configuration.hpp"

namespace agent::cli {

void AddConfigOption(CLI::App& app, std::string& path) {
  path = kDefaultConfigPath;
  app.add_option("-c,--config", path, "The configuration file")
      ->type_name("FILE")
      ->capture_default_str();
}

}  // namespace agent::cli
