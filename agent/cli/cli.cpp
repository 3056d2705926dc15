#include "agent/cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <functional>
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
#include "agent/cli/configuration.hpp"
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

struct Options {
  std::string config_path = kDefaultConfigPath;
  bool push = false;
  CheckOptions check;
  DemoOptions demo;
  PruneOptions prune;
};

// One row of the table of commands.
struct Command {
  std::string name;
  std::string description;
  std::function<void(CLI::App&, Options&)> add_options;
  std::function<int(const Options&)> run;
};

void AddConfig(CLI::App& command, Options& options) {
  command.add_option("-c,--config", options.config_path, "The configuration file")
      ->type_name("FILE")
      ->capture_default_str();
}

void AddOnceOptions(CLI::App& command, Options& options) {
  AddConfig(command, options);
  command.add_flag("--push", options.push, "Also push it to the Pushgateways");
}

void AddCheckOptions(CLI::App& command, Options& options) {
  AddConfig(command, options);
  command.add_flag("--offline", options.check.offline, "Leave the network out");
  command
      .add_option("--as", options.check.as, "Do it as this user, such as odin-agent (needs root)")
      ->type_name("USER");
}

void AddDemoOptions(CLI::App& command, Options& options) {
  command.add_option("--printers", options.demo.printers, "Printers of the simulated farm")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--pushgateway", options.demo.pushgateway, "Push to this Pushgateway")
      ->type_name("URL");
  command.add_option("--listen", options.demo.listen, "The local endpoint's address")
      ->type_name("ADDR")
      ->capture_default_str();
}

void AddPruneOptions(CLI::App& command, Options& all) {
  PruneOptions& options = all.prune;
  const auto add = [&command](const char* name, std::string& value, const char* type,
                              const char* description) {
    return command.add_option(name, value, description)->type_name(type);
  };
  add("--url", options.url, "URL", "The Pushgateway")->required();
  add("--older-than", options.older_than, "DURATION",
      "Delete the groups whose last push is longer ago, such as 10m")
      ->required();
  add("--job", options.job, "NAME", "Only groups of this job")->capture_default_str();
  CLI::Option* const dry_run =
      command.add_flag("--dry-run", options.dry_run, "Only say what would be deleted");
  add("--interval", options.interval, "DURATION", "Stay, and do it again so often, such as 1m")
      ->excludes(dry_run);
  add("--textfile", options.textfile, "FILE",
      "Keep when each site last pushed, for the node exporter's textfile collector (*.prom)");
  add("--timeout", options.timeout, "DURATION", "The longest that a request may take")
      ->capture_default_str();
  CLI::Option* const user =
      add("--basic-auth-username", options.basic_auth_username, "NAME", "User at the Pushgateway");
  CLI::Option* const password = add("--basic-auth-password-file", options.basic_auth_password_file,
                                    "FILE", "Holds that user's password");
  user->needs(password);
  password->needs(user);
  add("--bearer-token-file", options.bearer_token_file, "FILE", "Holds a token, instead of a user")
      ->excludes(user);
  add("--ca-file", options.ca_file, "FILE", "Trust these CAs instead of the system's");
  CLI::Option* const cert =
      add("--cert-file", options.cert_file, "FILE", "Our client certificate, and");
  CLI::Option* const key = add("--key-file", options.key_file, "FILE", "its key");
  cert->needs(key);
  key->needs(cert);
  add("--server-name", options.server_name, "NAME",
      "Expect this name in the Pushgateway's certificate instead of the URL's host");
}

void AddNothing(CLI::App&, Options&) {}

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands{
      {"run", "Collect, push and serve until stopped (the daemon)", AddConfig,
       [](const Options& options) { return Run(options.config_path); }},
      {"once", "Collect once and print the exposition", AddOnceOptions,
       [](const Options& options) { return Once(options.config_path, options.push); }},
      {"check", "Test the configuration and everything it names", AddCheckOptions,
       [](const Options& options) { return Check(options.config_path, options.check); }},
      {"demo", "Run on a simulated farm", AddDemoOptions,
       [](const Options& options) { return Demo(options.demo); }},
      {"forget", "Delete this site's group from the Pushgateways", AddConfig,
       [](const Options& options) { return Forget(options.config_path); }},
      {"prune", "Delete the groups of farms that have stopped pushing (at the centre)",
       AddPruneOptions, [](const Options& options) { return Prune(options.prune); }},
      {"hash-password", "Hash a password read from standard input (bcrypt)", AddNothing,
       [](const Options&) { return HashPassword(); }},
  };
  return commands;
}

std::vector<std::string_view> CommandNames() {
  std::vector<std::string_view> names;
  for (const Command& command : Commands()) names.push_back(command.name);
  return names;
}

// What CLI11 would call a missing subcommand.
bool IsUnknownCommand(std::string_view word) {
  return !word.starts_with('-') && std::ranges::none_of(Commands(), [&](const Command& command) {
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
  app.footer(
      "Exit status: 0 done, 1 failed, 2 usage or configuration.\n"
      "Signals of run: SIGHUP reads the configuration again, SIGTERM and SIGINT end it.");

  Options options;
  std::function<int(const Options&)> chosen;
  for (const Command& command : Commands()) {
    CLI::App* subcommand = app.add_subcommand(command.name, command.description);
    command.add_options(*subcommand, options);
    subcommand->callback([&chosen, &command] { chosen = command.run; });
  }
  try {
    // CLI11 wants them without the program's name, and the last one first.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend() - 1));
  } catch (const CLI::ParseError& error) {
    return ExitAtUsage(app, error, arguments);
  }
  return chosen(options);
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
