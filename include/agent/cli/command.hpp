#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace agent::cli {

// Runs a command with its parsed options. Returns the exit code (exit_code.hpp).
using Action = std::function<int()>;

// One row of the table of commands (cli.cpp).
struct Command {
  std::string_view name;
  std::string_view description;  // a line of --help
  // Adds the command's options to `app`. Call the returned action after `app` has parsed them.
  Action (*add)(CLI::App& app);
};

// Adds -c, --config, whose value goes to `path`. `path` must outlive the parsing.
void AddConfigOption(CLI::App& app, std::string& path);

}  // namespace agent::cli
