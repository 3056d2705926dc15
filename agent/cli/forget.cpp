#include "agent/cli/forget.hpp"

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/app/destinations.hpp"
#include "agent/base/clock.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"

namespace agent::cli {
namespace {

bool DeleteGroup(const app::Destination& destination) {
  try {
    const publish::Outcome outcome =
        destination.group->Delete(destination.group->timeout(), std::stop_token());
    if (outcome.ok()) {
      PrintLine(std::cout, "✓ " + destination.address + ": the group of site " +
                               destination.group_id.site + " (job " + destination.group_id.job +
                               ") is deleted");
      return true;
    }
    PrintLine(std::cout, "✗ " + destination.address + ": " + outcome.detail);
  } catch (const std::exception& error) {
    PrintLine(std::cout, "✗ " + destination.address + ": " + error.what());
  }
  return false;
}

int DeleteGroups(std::vector<app::Destination> destinations) {
  std::erase_if(destinations, [](const app::Destination& each) { return !each.group; });
  if (destinations.empty()) {
    std::cout << "the configuration names no pushgateways: there is no group to delete\n";
  }
  bool all = true;
  for (const app::Destination& destination : destinations) all &= DeleteGroup(destination);
  return all ? kDone : kFailed;
}

int Forget(const std::string& config_path) {
  const std::optional<config::Config> config = LoadAndReport(config_path, std::cerr).config;
  if (!config) return kUsage;
  try {
    return DeleteGroups(app::MakeDestinations(*config, base::SystemClock()));
  } catch (const std::exception& error) {
    PrintLine(std::cerr, std::string("odin-agent: ") + error.what());
    return kFailed;
  }
}

}  // namespace

Action AddForget(CLI::App& app) {
  const auto config_path = std::make_shared<std::string>();
  AddConfigOption(app, *config_path);
  return [config_path] { return Forget(*config_path); };
}

}  // namespace agent::cli
