#include "agent/cli/forget.hpp"

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>

#include "agent/app/build.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/url.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"

namespace agent::cli {
namespace {

bool ForgetAt(const config::PushgatewayConfig& gateway, const std::string& site) {
  const std::string url = base::RedactUrl(gateway.http.url);
  try {
    const publish::PushOutcome outcome = app::MakePublisher(gateway, site, base::SystemClock())
                                             ->Retire(gateway.timeout, std::stop_token());
    if (outcome.result == publish::PushResult::kOk) {
      PrintLine(std::cout, "✓ " + url + ": the group of site " + site + " (job " + gateway.job +
                               ") is deleted");
      return true;
    }
    PrintLine(std::cout, "✗ " + url + ": " + outcome.detail);
  } catch (const std::exception& error) {
    PrintLine(std::cout, "✗ " + url + ": " + error.what());
  }
  return false;
}

int Forget(const std::string& config_path) {
  const std::optional<config::Config> config = LoadAndReport(config_path).config;
  if (!config) return kUsage;
  bool all = true;
  for (const config::PushgatewayConfig& gateway : config->pushgateways) {
    all &= ForgetAt(gateway, config->site);
  }
  if (config->pushgateways.empty()) std::cout << "no pushgateways are configured\n";
  return all ? kDone : kFailed;
}

}  // namespace

Action AddForget(CLI::App& app) {
  const auto config_path = std::make_shared<std::string>();
  AddConfigOption(app, *config_path);
  return [config_path] { return Forget(*config_path); };
}

}  // namespace agent::cli
