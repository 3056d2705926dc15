#include "agent/cli/prune.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <new>
#include <optional>
#include <thread>
#include <utility>

#include "agent/app/change_log.hpp"
#include "agent/app/signals.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"
#include "agent/base/url.hpp"
#include "agent/base/utf8.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/option_names.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/quoted_yaml.hpp"
#include "agent/config/load.hpp"
#include "agent/config/stray_character.hpp"
#include "agent/config/value.hpp"
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

constexpr OptionName kOptions[] = {
    {"pushgateways[0].url", "--url"},
    {"pushgateways[0].timeout", "--timeout"},
    {"pushgateways[0].basic_auth.username", "--basic-auth-username"},
    {"pushgateways[0].basic_auth.password_file", "--basic-auth-password-file"},
    {"pushgateways[0].authorization.credentials_file", "--bearer-token-file"},
    {"pushgateways[0].tls_config.ca_file", "--ca-file"},
    {"pushgateways[0].tls_config.cert_file", "--cert-file"},
    {"pushgateways[0].tls_config.key_file", "--key-file"},
    {"pushgateways[0].tls_config.server_name", "--server-name"},
    {"tls_config.ca_file", "--ca-file"},
    {"tls_config.cert_file", "--cert-file"},
    {"tls_config.server_name", "--server-name"},
    {"use basic_auth", "use --basic-auth-username and --basic-auth-password-file"},
    {"basic_auth", "--basic-auth-username"},
    {"ca_file", "--ca-file"},
    {"cert_file", "--cert-file"},
    {"key_file", "--key-file"},
    {"server_name", "--server-name"},
    {"in url", "in --url"},
    {"check url", "check --url"},
    {"correct url", "correct --url"},
};

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
      "\n  timeout: " + QuotedYaml(options.timeout) + "\n";
  if (basic_auth != "{") yaml += "  basic_auth: " + basic_auth + "}\n";
  if (authorization != "{") yaml += "  authorization: " + authorization + "}\n";
  if (tls != "{") yaml += "  tls_config: " + tls + "}\n";
  return yaml;
}

// The gateway's settings; the faults go to standard error, named as the options are.
std::optional<config::PushgatewayConfig> ReadGateway(const PruneOptions& options) {
  config::LoadResult loaded = config::ParseConfig(GatewayConfiguration(options), "command line",
                                                  config::ProcessEnvironment());
  if (options.interval.empty()) config::RefuseMissingFiles(loaded);
  for (config::Diagnostic& file : loaded.missing_files) {
    file.message += config::kIsWaitedFor;
    loaded.warnings.push_back(std::move(file));
  }
  ReportOptions(loaded, kOptions, Warnings::kPrint);
  if (!loaded.config) return std::nullopt;
  return loaded.config->pushgateways.front();
}

// Far from what anybody wants: they keep sums of times from overflowing.
constexpr milliseconds kOldest = std::chrono::hours(365 * 24);
constexpr milliseconds kLongestInterval = std::chrono::hours(24);

// Reads a duration from a second to `longest`, or says on standard error what is wrong with it.
std::optional<milliseconds> ReadDuration(const std::string& option, const std::string& text,
                                         milliseconds longest) {
  const std::optional<milliseconds> duration = base::ParseDuration(text);
  if (duration && *duration >= seconds(1) && *duration <= longest) return duration;
  std::cerr << "command line: " << option << ": must be a duration from 1s to "
            << base::FormatDuration(longest) << ", such as 10m or 1h30m"
            << config::NameForeignCharacter(text) << '\n';
  return std::nullopt;
}

// Whether a group can have that job. One that only copying can have made is warned of: there may be
// groups of it.
bool CheckJob(const std::string& job) {
  std::string fault;
  if (job.empty()) {
    fault = "must not be empty";
  } else if (config::HasControlCharacter(job)) {
    fault = "must be one line, without control characters";
  } else if (!base::IsCleanUtf8(job)) {
    fault = "is not UTF-8";
  }
  if (!fault.empty()) {
    std::cerr << "command line: --job: " << fault << '\n';
    return false;
  }
  if (const std::optional<config::StrayCharacter> stray = config::FindStrayCharacter(job)) {
    std::cerr << "command line: warning: --job: holds " << config::NameCharacter(stray->code_point)
              << ": is it meant?\n";
  }
  return true;
}

std::optional<Plan> ReadPlan(const PruneOptions& options) {
  const std::optional<config::PushgatewayConfig> gateway = ReadGateway(options);
  const std::optional<milliseconds> older_than =
      ReadDuration("--older-than", options.older_than, kOldest);
  const bool stays = !options.interval.empty();
  const std::optional<milliseconds> interval =
      stays ? ReadDuration("--interval", options.interval, kLongestInterval) : std::nullopt;
  const bool is_job = CheckJob(options.job);
  if (!gateway || !older_than || (stays && !interval) || !is_job) return std::nullopt;
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
      return PrintLine(std::cout,
                       "✗ " + what + "not deleted: " + NameOptions(finding.detail, kOptions));
  }
}

// What two errors differ in that want the same of a person: counts, sizes, times.
std::string WithoutDigits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

// Sweeps again and again and logs what it deletes, and each change between working and failing.
class Broom {
 public:
  explicit Broom(const Plan& plan) : plan_(plan), gateway_(prune::MakeGateway(plan.gateway)) {}

  void Run(const std::stop_token& stop) {
    const base::Clock& clock = base::SystemClock();
    base::SteadyTime next = clock.SteadyNow();
    do {
      LogChange(SweepOnce(clock, stop), stop);
      // As late as it is, a pass does not make up for those that it has missed.
      next = std::max(next + *plan_.interval, clock.SteadyNow());
    } while (base::SleepUntil(next, stop));
  }

 private:
  // A sweep that there is not memory enough for is one that fails; the next one may not.
  std::string SweepOnce(const base::Clock& clock, const std::stop_token& stop) {
    try {
      return prune::Sweep(gateway_, plan_.sweep, clock, &Broom::Log, stop);
    } catch (const std::bad_alloc&) {
      return "out of memory: raise the limit that the broom runs under";
    }
  }

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
    if (!changes_.IsNews(WithoutDigits(error), base::SystemClock().SteadyNow())) return;
    if (error.empty()) {
      base::LogInfo("pruning works", {{"gateway", url}});
    } else {
      base::LogError("pruning fails", {{"gateway", url}, {"error", NameOptions(error, kOptions)}});
    }
  }

  const Plan& plan_;
  prune::Gateway gateway_;
  app::ChangeLog changes_;
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
    PrintLine(std::cerr, "odin-agent: " + NameOptions(error, kOptions));
    return kFailed;
  }
  if (found == 0) {
    PrintLine(std::cout, "no group of job " + plan.sweep.job + " is older than " +
                             base::FormatDuration(plan.sweep.older_than));
  }
  return kDone;
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
