#include "agent/app/collect_loop.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <optional>
#include <string>

#include "agent/app/memory.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"

namespace agent::app {
namespace {

void LogTick(const TickResult& tick, base::SteadyTime::duration took) {
  base::LogDebug(
      "collected",
      {{"tick", std::to_string(tick.snapshot->sequence)},
       {"result", tick.error ? std::string(collect::NameOf(tick.error->reason)) : tick.farm},
       {"took", base::FormatDuration(std::chrono::ceil<std::chrono::milliseconds>(took))},
       {"bytes", std::to_string(tick.snapshot->exposition->text.size())}});
}

status::SourceReport ReportOf(const TickResult& tick, base::SteadyTime::duration took) {
  status::SourceReport report;
  if (tick.error) {
    report.reason = collect::NameOf(tick.error->reason);
    report.cause = collect::CauseOf(*tick.error);
    report.detail = tick.error->detail;
  }
  report.farm = tick.farm;
  report.took = took;
  if (tick.snapshot->farm) report.farm_fresh_until = tick.snapshot->stale_after;
  return report;
}

}  // namespace

CollectLoop::CollectLoop(Pipeline& pipeline, const config::CollectConfig& config,
                         status::Latest& latest, status::Board& board, ServiceManager& service)
    : pipeline_(pipeline), config_(config), latest_(latest), board_(board), service_(service) {}

void CollectLoop::Run(std::stop_token stop) {
  base::SteadyTime next = base::SystemClock().SteadyNow();
  do {
    if (!TickWithinMemory(stop)) return;
    const auto behind = base::SystemClock().SteadyNow() - next;
    next += (behind / config_.interval + 1) * config_.interval;
  } while (SleepUntil(next, stop));
}

bool CollectLoop::TickOnce(const std::stop_token& stop) {
  const base::SteadyTime start = base::SystemClock().SteadyNow();
  const std::optional<TickResult> tick = pipeline_.Run(stop);
  if (!tick) return false;
  const base::SteadyTime::duration took = base::SystemClock().SteadyNow() - start;
  LogTick(*tick, took);
  board_.Collected(ReportOf(*tick, took));  // before anybody pushes it
  service_.Ticked();
  latest_.Set(tick->snapshot);
  LogChanges(*tick);
  return true;
}

// Where there is no memory even for our own metrics, the next tick may have it.
bool CollectLoop::TickWithinMemory(const std::stop_token& stop) {
  try {
    return TickOnce(stop);
  } catch (const std::bad_alloc&) {
    GiveBackFreeMemory();
    return true;
  }
}

bool CollectLoop::SleepUntil(base::SteadyTime deadline, const std::stop_token& stop) {
  while (true) {
    const base::SteadyTime wake =
        std::min(deadline, base::SystemClock().SteadyNow() + service_.LongestSleep());
    if (!base::SleepUntil(wake, stop)) return false;
    if (wake == deadline) return true;
    service_.Slept();
  }
}

void CollectLoop::LogChanges(const TickResult& tick) {
  const bool is_news = changes_.IsNews(tick.error ? collect::CauseOf(*tick.error) : "",
                                       base::SystemClock().SteadyNow());
  if (tick.error && is_news) {
    base::LogWarn("collection fails", {{"reason", std::string(collect::NameOf(tick.error->reason))},
                                       {"error", tick.error->detail}});
  }
  if (tick.error) return;
  if (is_news) base::LogInfo("collection works");
  for (const std::string& warning : tick.warnings) {
    if (!warnings_.contains(warning)) {
      base::LogWarn("the source is incomplete", {{"what", warning}});
    }
  }
  warnings_ = {tick.warnings.begin(), tick.warnings.end()};
}

}  // namespace agent::app
