#include "agent/cli/prune.hpp"

#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
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
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"
#include "agent/cli/prune_options.hpp"
#include "agent/prune/client.hpp"
#include "agent/prune/sweep.hpp"

namespace agent::cli {
namespace {

using std::chrono::seconds;

std::string AgeText(const prune::SweptGroup& finding) {
  const bool was_accepted = finding.group.push_time > 0;
  return (was_accepted ? "last push " : "only refused pushes, the last ") +
         base::FormatDuration(std::chrono::floor<seconds>(finding.age)) + " ago";
}

void Print(const prune::SweptGroup& finding) {
  const std::string what = publish::DescribeGroup(finding.group) + ": ";
  switch (finding.result) {
    case prune::SweepResult::kDeleted:
      return PrintLine(std::cout, "✓ " + what + "deleted: " + AgeText(finding));
    case prune::SweepResult::kWouldBeDeleted:
      return PrintLine(std::cout, "  " + what + "would be deleted: " + AgeText(finding));
    case prune::SweepResult::kPushedAgain:
      return PrintLine(std::cout, "  " + what + "stays: pushed to just now");
    case prune::SweepResult::kFailed:
      return PrintLine(std::cout, "✗ " + what + "not deleted: " + NamePruneOptions(finding.detail));
  }
}

// What two errors differ in that want the same of a person: counts, sizes, times.
std::string WithoutDigits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

// Sweeps again and again and logs what it deletes, and each change between working and failing.
class RepeatedSweep {
 public:
  explicit RepeatedSweep(const PrunePlan& plan)
      : plan_(plan), gateway_(prune::MakeClient(plan.gateway)) {}

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
      return prune::Sweep(gateway_, plan_.sweep, clock, &RepeatedSweep::Log, stop);
    } catch (const std::bad_alloc&) {
      return "out of memory: raise the limit that the broom runs under";
    }
  }

  static void Log(const prune::SweptGroup& finding) {
    const std::string group = publish::DescribeGroup(finding.group);
    switch (finding.result) {
      case prune::SweepResult::kDeleted:
        base::LogInfo("group deleted", {{"group", group}, {"why", AgeText(finding)}});
        return;
      case prune::SweepResult::kPushedAgain:
        base::LogInfo("group stays: pushed to just now", {{"group", group}});
        return;
      case prune::SweepResult::kFailed:          // the sweep's own error tells of it
      case prune::SweepResult::kWouldBeDeleted:  // no dry run has an interval
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
      base::LogError("pruning fails", {{"gateway", url}, {"error", NamePruneOptions(error)}});
    }
  }

  const PrunePlan& plan_;
  publish::PushgatewayClient gateway_;
  app::ChangeLog changes_;
};

int SweepOnce(const PrunePlan& plan) {
  publish::PushgatewayClient gateway = prune::MakeClient(plan.gateway);
  std::size_t found = 0;
  const auto report = [&](const prune::SweptGroup& finding) {
    ++found;
    Print(finding);
  };
  const std::string error = prune::Sweep(gateway, plan.sweep, base::SystemClock(), report, {});
  if (!error.empty()) {
    PrintLine(std::cerr, "odin-agent: " + NamePruneOptions(error));
    return kFailed;
  }
  if (found == 0) {
    PrintLine(std::cout, "no group of job " + plan.sweep.job + " is older than " +
                             base::FormatDuration(plan.sweep.older_than));
  }
  return kDone;
}

int SweepUntilSignal(const PrunePlan& plan) {
  const app::Signals signals;
  const base::BackgroundLog log;
  std::atomic<bool> failed = false;
  base::LogInfo("starting", {{"job", plan.sweep.job},
                             {"older_than", base::FormatDuration(plan.sweep.older_than)},
                             {"interval", base::FormatDuration(*plan.interval)}});
  {
    const std::jthread sweeper([&](const std::stop_token& stop) {
      try {
        RepeatedSweep(plan).Run(stop);
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

int Prune(const PruneOptions& options) {
  const std::optional<PrunePlan> plan = ReadPrunePlan(options);
  if (!plan) return kUsage;
  return plan->interval ? SweepUntilSignal(*plan) : SweepOnce(*plan);
}

}  // namespace

Action AddPrune(CLI::App& app) {
  const auto options = std::make_shared<PruneOptions>();
  AddPruneOptions(app, *options);
  return [options] { return Prune(*options); };
}

}  // namespace agent::cli
