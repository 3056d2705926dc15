#include "agent/cli/once.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>

#include "agent/app/build.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"
#include "agent/base/url.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/publish/publisher.hpp"

namespace agent::cli {
namespace {

bool PushEverywhere(const config::Config& config, const status::Snapshot& snapshot) {
  bool all_accepted = true;
  if (config.pushgateways.empty()) {
    base::LogError("nothing was pushed", {{"error", "the configuration names no pushgateways"}});
    return false;
  }
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    const std::string url = base::RedactUrl(gateway.http.url);
    const publish::PushOutcome outcome =
        app::MakePublisher(gateway, config.site, base::SystemClock())
            ->Publish(snapshot.exposition, std::stop_token());
    if (outcome.result == publish::PushResult::kOk) {
      base::LogInfo("pushed", {{"gateway", url}, {"bytes", std::to_string(outcome.bytes_sent)}});
      if (!outcome.news.empty()) base::LogInfo(outcome.news, {{"gateway", url}});
    } else {
      all_accepted = false;
      base::LogError("push failed", {{"gateway", url},
                                     {"reason", std::string(publish::ReasonName(outcome.result))},
                                     {"error", outcome.detail}});
    }
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
  const std::optional<app::Tick> tick = pipeline.Run(std::stop_token());
  if (tick->error) {
    base::LogError("collection failed",
                   {{"reason", tick->error->reason}, {"error", tick->error->detail}});
  }
  for (const std::string& remark : tick->remarks) {
    base::LogWarn("the source is incomplete", {{"what", remark}});
  }
  PrintExposition(tick->snapshot->exposition.text);
  const bool pushed = !push || PushEverywhere(config, *tick->snapshot);
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
