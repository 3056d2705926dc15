#include "agent/cli/prune.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <optional>
#include <thread>
#include <utility>

#include "agent/app/signals.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"
#include "agent/base/url.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/quoted_yaml.hpp"
#include "agent/config/load.hpp"
#include "agent/prune/gateway.hpp"
#include "agent/prune/sweep.hpp"

namespace agent::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Everything that the options say, checked.
struct Plan {
  config::PushgatewayConfig gateway;
  prune::SweepOptions sweep;
  std::optional<milliseconds> interval;  // nothing: once
};

// Appends `key: "value"` to a YAML mapping in braces, where there is a value.
void AppendKey(std::string& mapping, const std::string& key, const std::string& value) {
  if (value.empty()) return;
  mapping += (mapping.ends_with('{') ? "" : ", ") + key + ": " + QuotedYaml(value);
}

// How to reach the gateway, as a configuration: one loader judges every value. Its paths start at
// the current folder.
std::string GatewayConfiguration(const PruneOptions& options) {
  std::string basic_auth = "{";
  AppendKey(basic_auth, "username", options.basic_auth_username);
  AppendKey(basic_auth, "password_file", options.basic_auth_password_file);
  std::string authorization = "{";
  AppendKey(authorization, "credentials_file", options.bearer_token_file);
  std::string tls = "{";
  AppendKey(tls, "ca_file", options.ca_file);
  AppendKey(tls, "cert_file", options.cert_file);
  AppendKey(tls, "key_file", options.key_file);
  AppendKey(tls, "server_name", options.server_name);
  std::string yaml =
      "site: prune\nsource: {demo: {}}\npushgateways:\n- url: " + QuotedYaml(options.url) +
      "\n  job: " + QuotedYaml(options.job) + "\n  timeout: " + QuotedYaml(options.timeout) + "\n";
  if (basic_auth != "{") yaml += "  basic_auth: " + basic_auth + "}\n";
  if (authorization != "{") yaml += "  authorization: " + authorization + "}\n";
  if (tls != "{") yaml += "  tls_config: " + tls + "}\n";
  return yaml;
}

// The gateway's settings; the faults go to standard error, named as the options are.
std::optional<config::PushgatewayConfig> ReadGateway(const PruneOptions& options) {
  const config::LoadResult loaded = config::ParseConfig(
      GatewayConfiguration(options), "command line", config::ProcessEnvironment());
  for (const auto* list : {&loaded.warnings, &loaded.errors}) {
    for (const config::Diagnostic& diagnostic : *list) {
      std::string message = diagnostic.message;
      const std::string prefix = "pushgateways[0].";
      if (message.starts_with(prefix)) message.erase(0, prefix.size());
      const std::string kind = list == &loaded.warnings ? "warning: " : "";
      PrintLine(std::cerr, "command line: " + kind + message);
    }
  }
  if (!loaded.config) return std::nullopt;
  return loaded.config->pushgateways.front();
}

// Reads a duration of at least a second, or says on standard error what is wrong with it.
std::optional<milliseconds> ReadDuration(const std::string& option, const std::string& text) {
  const std::optional<milliseconds> duration = base::ParseDuration(text);
  if (duration && *duration >= seconds(1)) return duration;
  std::cerr << "command line: " << option
            << ": must be a duration of at least 1s, such as 10m or 1h30m\n";
  return std::nullopt;
}

std::optional<Plan> ReadPlan(const PruneOptions& options) {
  const std::optional<config::PushgatewayConfig> gateway = ReadGateway(options);
  const std::optional<milliseconds> older_than = ReadDuration("--older-than", options.older_than);
  const bool stays = !options.interval.empty();
  const std::optional<milliseconds> interval =
      stays ? ReadDuration("--interval", options.interval) : std::nullopt;
  if (!gateway || !older_than || (stays && !interval)) return std::nullopt;
  if (!options.textfile.empty() && !options.textfile.ends_with(".prom")) {
    std::cerr << "command line: warning: --textfile: the node exporter reads only files whose name "
                 "ends in .prom\n";
  }
  return Plan{*gateway, {options.job, *older_than, options.dry_run, options.textfile}, interval};
}

std::string AgeText(const prune::Finding& finding) {
  const bool was_accepted = finding.group.push_time > 0;
  return (was_accepted ? "last push " : "only refused pushes, the last ") +
         base::FormatDuration(std::chrono::floor<seconds>(finding.age)) + " ago";
}

void Print(const prune::Finding& finding) {
  const std::string what = prune::DescribeGroup(finding.group) + ": ";
  switch (finding.fate) {
    case prune::Fate::kDeleted:
      return PrintLine(std::cout, "✓ " + what + "deleted: " + AgeText(finding));
    case prune::Fate::kWouldBeDeleted:
      return PrintLine(std::cout, "  " + what + "would be deleted: " + AgeText(finding));
    case prune::Fate::kPushedAgain:
      return PrintLine(std::cout, "  " + what + "stays: pushed to just now");
    case prune::Fate::kFailed:
      return PrintLine(std::cout, "✗ " + what + "not deleted: " + finding.detail);
  }
}

// Sweeps again and again and logs what it deletes, and each change between working and failing.
class Broom {
 public:
  explicit Broom(const Plan& plan) : plan_(plan), gateway_(prune::MakeGateway(plan.gateway)) {}

  void Run(const std::stop_token& stop) {
    const base::Clock& clock = base::SystemClock();
    base::SteadyTime next = clock.SteadyNow();
    do {
      LogChange(prune::Sweep(gateway_, plan_.sweep, clock, &Broom::Log, stop), stop);
      // As late as it is, a pass does not make up for those that it has missed.
      next = std::max(next + *plan_.interval, clock.SteadyNow());
    } while (base::SleepUntil(next, stop));
  }

 private:
  static void Log(const prune::Finding& finding) {
    const std::string group = prune::DescribeGroup(finding.group);
    switch (finding.fate) {
      case prune::Fate::kDeleted:
        base::LogInfo("group deleted", {{"group", group}, {"why", AgeText(finding)}});
        return;
      case prune::Fate::kPushedAgain:
        base::LogInfo("group stays: pushed to just now", {{"group", group}});
        return;
      case prune::Fate::kFailed:          // the sweep's own error tells of it
      case prune::Fate::kWouldBeDeleted:  // no dry run has an interval
        return;
    }
  }

  void LogChange(const std::string& error, const std::stop_token& stop) {
    if (stop.stop_requested()) return;
    const std::string url = base::RedactUrl(plan_.gateway.http.url);
    const bool is_new = state_ != (error.empty() ? "ok" : "failing");
    state_ = error.empty() ? "ok" : "failing";
    if (!is_new) return;
    if (error.empty()) {
      base::LogInfo("pruning works", {{"gateway", url}});
    } else {
      base::LogError("pruning fails", {{"gateway", url}, {"error", error}});
    }
  }

  const Plan& plan_;
  prune::Gateway gateway_;
  std::string state_;
};

int SweepOnce(const Plan& plan) {
  prune::Gateway gateway = prune::MakeGateway(plan.gateway);
  std::size_t found = 0;
  const auto report = [&](const prune::Finding& finding) {
    ++found;
    Print(finding);
  };
  const std::string error = prune::Sweep(gateway, plan.sweep, base::SystemClock(), report, {});
  if (!error.empty()) {
    PrintLine(std::cerr, "odin-agent: " + error);
    return kFailed;
  }
  if (found == 0) {
    PrintLine(std::cout, "no group of job " + plan.sweep.job + " is older than " +
                             base::FormatDuration(plan.sweep.older_than));
  }
  return std::cout ? kDone : kFailed;
}

int SweepUntilSignal(const Plan& plan) {
  const app::Signals signals;
  const base::BackgroundLog log;
  std::atomic<bool> failed = false;
  base::LogInfo("starting", {{"job", plan.sweep.job},
                             {"older_than", base::FormatDuration(plan.sweep.older_than)},
                             {"interval", base::FormatDuration(*plan.interval)}});
  {
    const std::jthread broom([&](const std::stop_token& stop) {
      try {
        Broom(plan).Run(stop);
      } catch (const std::exception& error) {
        base::LogError("cannot go on", {{"error", error.what()}});
        failed = true;
        ::kill(::getpid(), SIGTERM);
      }
    });
    while (signals.Wait() == SIGHUP) {
    }
    base::LogInfo("stopping");
    signals.RestoreDefaults();
  }
  return failed ? kFailed : kDone;
}

}  // namespace

int Prune(const PruneOptions& options) {
  const std::optional<Plan> plan = ReadPlan(options);
  if (!plan) return kUsage;
  return plan->interval ? SweepUntilSignal(*plan) : SweepOnce(*plan);
}

}  // namespace agent::cli
