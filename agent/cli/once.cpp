#include "agent/cli/once.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/app/destinations.hpp"
#include "agent/app/make_collector.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"
#include "agent/metrics/agent_metrics.hpp"

namespace agent::cli {
namespace {

bool Publish(const app::Destination& destination, const status::Snapshot& snapshot) {
  const publish::Outcome outcome = destination.publisher->Publish(snapshot, std::stop_token());
  if (!outcome.ok()) {
    base::LogError("push failed", {{"gateway", destination.address},
                                   {"reason", std::string(publish::NameOf(outcome.reason))},
                                   {"error", outcome.detail}});
    return false;
  }
  base::LogInfo("pushed",
                {{"gateway", destination.address}, {"bytes", std::to_string(outcome.bytes_sent)}});
  if (!outcome.news.empty()) base::LogInfo(outcome.news, {{"gateway", destination.address}});
  return true;
}

bool PublishEverywhere(const config::Config& config, const status::Snapshot& snapshot) {
  const std::vector<app::Destination> destinations =
      app::MakeDestinations(config, base::SystemClock());
  if (destinations.empty()) {
    base::LogError("nothing was pushed", {{"error", "the configuration names no pushgateways"}});
    return false;
  }
  bool all_accepted = true;
  for (const app::Destination& destination : destinations) {
    all_accepted &= Publish(destination, snapshot);
  }
  return all_accepted;
}

// For a program as it is; on a terminal so that no name in it acts on the terminal.
void PrintExposition(const std::string& text) {
  if (::isatty(STDOUT_FILENO) == 1) {
    PrintLines(std::cout, text);
  } else {
    std::cout << text << std::flush;
  }
}

int CollectAndPrint(const config::Config& config, bool push) {
  const base::Clock& clock = base::SystemClock();
  metrics::AgentMetrics metrics(clock.Now());
  app::Pipeline pipeline(app::MakeCollector(config, clock), config.collect, config.external_labels,
                         metrics, clock);
  const std::optional<app::TickResult> tick = pipeline.Run(std::stop_token());
  if (tick->error) {
    base::LogError("collection failed", {{"reason", std::string(NameOf(tick->error->reason))},
                                         {"error", tick->error->detail}});
  }
  for (const std::string& warning : tick->warnings) {
    base::LogWarn("the source is incomplete", {{"what", warning}});
  }
  PrintExposition(tick->snapshot->exposition->text);
  const bool pushed = !push || PublishEverywhere(config, *tick->snapshot);
  return tick->error || !pushed ? kFailed : kDone;
}

int Once(const std::string& config_path, bool push) {
  const std::optional<config::Config> config = LoadConfiguration(config_path);
  if (!config) return kUsage;
  try {
    return CollectAndPrint(*config, push);
  } catch (const std::exception& error) {
    base::LogError("cannot start", {{"error", error.what()}});
    return kFailed;
  }
}

}  // namespace

Action AddOnce(CLI::App& app) {
  struct Options {
    std::string config_path;
    bool push = false;
  };
  const auto options = std::make_shared<Options>();
  AddConfigOption(app, options->config_path);
  app.add_flag("--push", options->push, "Also push it to the Pushgateways");
  return [options] { return Once(options->config_path, options->push); };
}

}  // namespace agent::cli
