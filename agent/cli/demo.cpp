#include "agent/cli/demo.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "agent/cli/exit_code.hpp"
#include "agent/cli/option_names.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/run.hpp"
#include "agent/config/load_local.hpp"
#include "agent/config/load_pushgateways.hpp"
#include "agent/config/load_source.hpp"
#include "agent/config/option_reader.hpp"

namespace agent::cli {
namespace {

using config::OptionNode;
using config::OptionsNode;

struct DemoOptions {
  std::string printers = "12";
  std::string pushgateway;  // URL; empty: none
  std::string listen = "127.0.0.1:9465";
};

constexpr OptionName kNames[] = {
    {"local.listen", "--listen"},
    {"set local.authorization or local.basic_auth_users, or local.allow_anonymous: true",
     "a demo has no password, so give an address of this machine's own, such as 127.0.0.1:9465"},
    {"use basic_auth", "a demo has none"},
};

// Nothing, and the reason on standard error, where an option is wrong.
std::optional<config::Config> ReadOptions(const DemoOptions& options) {
  constexpr std::chrono::seconds kInterval{5};
  config::OptionReader reader;
  config::Config config;
  config.site = "demo";
  config.collect.interval = kInterval;
  config.collect.timeout = kInterval;
  reader.Read(OptionsNode("demo", {OptionNode("printers", "--printers", options.printers)}),
              config::ReadDemo, config.source.emplace<config::DemoSource>());
  reader.Read(OptionsNode("local", {OptionNode("listen", "--listen", options.listen)}),
              config::ReadLocal, config.local);
  if (!options.pushgateway.empty()) {
    reader.Read(
        OptionsNode("pushgateway", {OptionNode("url", "--pushgateway", options.pushgateway)}),
        config::ReadPushgateway, config.pushgateways.emplace_back());
  }
  const config::Diagnostics found = reader.Take();
  ReportOptions(found, kNames, Warnings::kLeaveOut);
  if (!found.errors.empty()) return std::nullopt;
  return config;
}

int Demo(const DemoOptions& options) {
  const std::optional<config::Config> config = ReadOptions(options);
  if (!config) return kUsage;
  const auto say_where = [&options](const std::string& address) {
    PrintLines(std::cerr, "A simulated farm of " + options.printers +
                              " printers; Ctrl-C ends it.\n  local endpoint: http://" + address +
                              "/api/metrics");
  };
  return RunAgent(*config, {say_where, [](std::string reason) {
                              return NameOptions(std::move(reason), kNames);
                            }});
}

}  // namespace

Action AddDemo(CLI::App& app) {
  const auto options = std::make_shared<DemoOptions>();
  app.add_option("--printers", options->printers, "Printers of the simulated farm")
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--pushgateway", options->pushgateway, "Push to this Pushgateway")
      ->type_name("URL");
  app.add_option("--listen", options->listen, "The local endpoint's address")
      ->type_name("ADDR")
      ->capture_default_str();
  return [options] { return Demo(*options); };
}

}  // namespace agent::cli
