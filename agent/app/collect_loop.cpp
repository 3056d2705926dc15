#include "agent/app/collect_loop.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"

namespace agent::app {
namespace {

void LogTick(const Tick& tick, base::SteadyTime::duration took) {
  base::LogDebug(
      "collected",
      {{"tick", std::to_string(tick.snapshot->sequence)},
       {"result", tick.error ? tick.error->reason : tick.farm},
       {"took", base::FormatDuration(std::chrono::ceil<std::chrono::milliseconds>(took))},
       {"bytes", std::to_string(tick.snapshot->exposition.text.size())}});
}

}  // namespace

CollectLoop::CollectLoop(Pipeline& pipeline, std::chrono::milliseconds interval,
                         status::Latest& latest, ServiceManager& service)
    : pipeline_(pipeline),
      interval_(interval),
      latest_(latest),
      service_(service),
      failing_("starting") {}

void CollectLoop::Run(std::stop_token stop) {
  base::SteadyTime next = base::SystemClock().SteadyNow();
  do {
    const base::SteadyTime start = base::SystemClock().SteadyNow();
    const std::optional<Tick> tick = pipeline_.Run(stop);
    if (!tick) return;
    LogTick(*tick, base::SystemClock().SteadyNow() - start);
    service_.Collected(tick->error, tick->farm);  // before anybody pushes it
    latest_.Set(tick->snapshot);
    LogChanges(*tick);
    const auto behind = base::SystemClock().SteadyNow() - next;
    next += (behind / interval_ + 1) * interval_;
  } while (SleepUntil(next, stop));
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

void CollectLoop::LogChanges(const Tick& tick) {
  if (tick.error && tick.error->reason != failing_) {
    base::LogWarn("collection fails",
                  {{"reason", tick.error->reason}, {"error", tick.error->detail}});
    failing_ = tick.error->reason;
  }
  if (tick.error) return;
  if (!failing_.empty()) base::LogInfo("collection works");
  failing_.clear();
  for (const std::string& remark : tick.remarks) {
    if (!remarks_.contains(remark)) base::LogWarn("the source is incomplete", {{"what", remark}});
  }
  remarks_ = {tick.remarks.begin(), tick.remarks.end()};
}

}  // namespace agent::app
