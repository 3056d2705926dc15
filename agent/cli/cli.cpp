#include "agent/cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/base/standard_descriptors.hpp"
#include "agent/base/version.hpp"
#include "agent/cli/check.hpp"
#include "agent/cli/command.hpp"
#include "agent/cli/demo.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/forget.hpp"
#include "agent/cli/hash_password.hpp"
#include "agent/cli/once.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/prune.hpp"
#include "agent/cli/run.hpp"
#include "agent/cli/usage_help.hpp"

namespace agent::cli {
namespace {

constexpr Command kCommands[] = {
    {"run", "Collect, push and serve until stopped (the daemon)", AddRun},
    {"once", "Collect once and print the exposition", AddOnce},
    {"check", "Test the configuration and everything it names", AddCheck},
    {"demo", "Run on a simulated farm", AddDemo},
    {"forget", "Delete this site's group from the Pushgateways", AddForget},
    {"prune", "Delete the groups of farms that have stopped pushing (at the centre)", AddPrune},
    {"hash-password", "Hash a password read from standard input (bcrypt)", AddHashPassword},
};

std::vector<std::string_view> CommandNames() {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  return names;
}

// What CLI11 would call a missing subcommand.
bool IsUnknownCommand(std::string_view word) {
  return !word.starts_with('-') && std::ranges::none_of(kCommands, [&](const Command& command) {
    return command.name == word;
  });
}

void AddOptionNames(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* const option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
}

// The options of the command that was given, "--config" and so on; without one the program's own.
std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* const command : app.get_subcommands()) AddOptionNames(*command, names);
  if (names.empty()) AddOptionNames(app, names);
  return names;
}

// CLI11's words for it name a subcommand.
std::string DescribeFailure(const CLI::App* app, const CLI::Error& error) {
  const bool lacks_command = error.get_name() == "RequiredError" && app->get_subcommands().empty();
  return (lacks_command ? "A command is required" : error.what()) +
         std::string("\nRun with --help for more information.\n");
}

int ExitAtUsage(const CLI::App& app, const CLI::ParseError& error,
                const std::vector<std::string>& arguments) {
  std::ostringstream errors;
  const int code = app.exit(error, std::cout, errors);
  if (code == 0) return kDone;
  const std::vector<std::string> names = OptionNames(app);
  errors << HintsAt(arguments, std::vector<std::string_view>(names.begin(), names.end()));
  PrintLines(std::cerr, errors.str());
  return kUsage;
}

std::string VersionLine() {
  return "odin-agent " + std::string(base::Version()) + " (revision " +
         std::string(base::Revision()) + ", " + std::string(base::Architecture()) + ")";
}

int Dispatch(std::vector<std::string> arguments) {
  arguments = WithCommandFirst(std::move(arguments));
  if (arguments.size() > 1 && IsUnknownCommand(arguments[1])) {
    PrintLine(std::cerr, "odin-agent: no such command: " +
                             NameUnknown(arguments[1], CommandNames()) + "; see odin-agent --help");
    return kUsage;
  }
  CLI::App app(
      "Pushes the metrics of an O.D.I.N. print farm to a Prometheus Pushgateway and "
      "serves them locally.",
      "odin-agent");
  app.set_version_flag("--version", VersionLine());
  app.require_subcommand(1);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  app.failure_message(DescribeFailure);
  app.footer("Exit status: 0 done, 1 failed, 2 usage or configuration.");

  Action chosen;
  for (const Command& command : kCommands) {
    CLI::App* const subcommand =
        app.add_subcommand(std::string(command.name), std::string(command.description));
    subcommand->group("Commands");
    subcommand->callback([&chosen, action = command.add(*subcommand)] { chosen = action; });
  }
  try {
    // CLI11 wants them without the program's name, and the last one first.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend() - 1));
  } catch (const CLI::ParseError& error) {
    return ExitAtUsage(app, error, arguments);
  }
  return chosen();
}

int RunCommand(int argc, char** argv) {
  try {
    std::vector<std::string> arguments(argv, argv + argc);
    if (arguments.empty()) arguments.emplace_back("odin-agent");
    return Dispatch(std::move(arguments));
  } catch (const std::bad_alloc&) {
    PrintLine(
        std::cerr,
        "odin-agent: out of memory: raise the limit that it runs under (MemoryMax, mem_limit, "
        "ulimit), or free some");
    return kFailed;
  } catch (const std::exception& error) {
    PrintLine(std::cerr, std::string("odin-agent: ") + error.what());
    return kFailed;
  }
}

}  // namespace

// What a command prints may be lost as late as here, so its exit code is decided here.
int Main(int argc, char** argv) {
  base::FillStandardDescriptors();
  const int code = RunCommand(argc, argv);
  std::cout.flush();
  if (std::cout) return code;
  PrintLine(
      std::cerr,
      "odin-agent: standard output cannot be written to: is its disk full, or its reader gone?");
  return code == kDone ? kFailed : code;
}

}  // namespace agent::cli
