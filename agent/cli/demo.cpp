#include "agent/cli/demo.hpp"

#include <iostream>

#include "agent/cli/exit_code.hpp"
#include "agent/cli/option_names.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/quoted_yaml.hpp"
#include "agent/cli/run.hpp"
#include "agent/config/load.hpp"

namespace agent::cli {
namespace {

constexpr OptionName kOptions[] = {
    {"source.demo.printers", "--printers"},
    {"pushgateways[0].url", "--pushgateway"},
    {"local.listen", "--listen"},
    {"set local.authorization or local.basic_auth_users, or local.allow_anonymous: true",
     "a demo has no password, so give an address of this machine's own, such as 127.0.0.1:9465"},
    {"use basic_auth", "a demo has none"},
};

// The options as a configuration, so that one loader judges every value.
std::string DemoConfiguration(const DemoOptions& options) {
  std::string yaml = "site: demo\nsource: {demo: {printers: " + QuotedYaml(options.printers) +
                     "}}\ncollect: {interval: 5s}\nlocal: {listen: " + QuotedYaml(options.listen) +
                     "}\n";
  if (!options.pushgateway.empty()) {
    yaml += "pushgateways: [{url: " + QuotedYaml(options.pushgateway) + "}]\n";
  }
  return yaml;
}

}  // namespace

int Demo(const DemoOptions& options) {
  const config::LoadResult loaded =
      config::ParseConfig(DemoConfiguration(options), "command line", config::ProcessEnvironment());
  ReportOptions(loaded, kOptions, Warnings::kLeaveOut);
  if (!loaded.config) return kUsage;
  PrintLine(std::cerr, "A simulated farm of " + options.printers + " printers; Ctrl-C ends it.");
  PrintLine(std::cerr, "  local endpoint: http://" + options.listen + "/api/metrics");
  return RunAgent(*loaded.config);
}

}  // namespace agent::cli
