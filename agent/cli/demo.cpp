#include "agent/cli/demo.hpp"

#include <iostream>

#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/quoted_yaml.hpp"
#include "agent/cli/run.hpp"
#include "agent/config/load.hpp"

namespace agent::cli {
namespace {

// The options as a configuration, so that one loader judges every value.
std::string DemoConfiguration(const DemoOptions& options) {
  std::string yaml = "site: demo\nsource: {demo: {printers: " + std::to_string(options.printers) +
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
  for (const config::Diagnostic& error : loaded.errors) {
    PrintLine(std::cerr, "command line: " + error.message);
  }
  if (!loaded.config) return kUsage;
  PrintLine(std::cerr, "A simulated farm of " + std::to_string(options.printers) +
                           " printers; Ctrl-C ends it.");
  PrintLine(std::cerr, "  local endpoint: http://" + options.listen + "/api/metrics");
  return RunAgent(*loaded.config);
}

}  // namespace agent::cli
