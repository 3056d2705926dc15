#include "agent/app/publish_loop.hpp"

#include <chrono>
#include <new>
#include <utility>

#include "agent/app/memory.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"

namespace agent::app {
namespace {

void LogTry(const std::string& name, const status::Snapshot& snapshot,
            const publish::Outcome& outcome, metrics::Seconds took) {
  base::LogDebug(
      "pushed", {{"gateway", name},
                 {"tick", std::to_string(snapshot.sequence)},
                 {"result", std::string(publish::NameOf(outcome.reason))},
                 {"status", std::to_string(outcome.http_status)},
                 {"took", base::FormatDuration(std::chrono::ceil<std::chrono::milliseconds>(took))},
                 {"bytes", std::to_string(outcome.bytes_sent)}});
}

}  // namespace

PublishLoop::PublishLoop(std::string name, std::shared_ptr<publish::Publisher> publisher,
                         std::unique_ptr<publish::SnapshotQueue> queue,
                         std::shared_ptr<metrics::GatewayMetrics> metrics,
                         std::uint64_t random_seed,
                         std::function<void(const publish::Outcome&)> on_outcome)
    : name_(std::move(name)),
      publisher_(std::move(publisher)),
      queue_(std::move(queue)),
      metrics_(std::move(metrics)),
      backoff_(random_seed),
      on_outcome_(std::move(on_outcome)) {}

void PublishLoop::Run(std::stop_token stop) {
  const base::Clock& clock = base::SystemClock();
  while (status::SnapshotPtr snapshot = queue_->Next(stop)) {
    const publish::Outcome outcome = Publish(*snapshot, stop);
    snapshot.reset();  // may be megabytes, and will be old when it is tried again
    if (outcome.reason == publish::Reason::kCancelled) break;
    if (outcome.ok()) backoff_.Reset();
    if (const auto delay = publish::RetryDelay(outcome, backoff_)) {
      if (!base::SleepUntil(clock.SteadyNow() + *delay, stop)) break;
    } else {
      queue_->Done();
    }
  }
}

// One for which there is no memory has failed as any other.
publish::Outcome PublishLoop::PublishWithinMemory(const status::Snapshot& snapshot,
                                                  const std::stop_token& stop) {
  try {
    return publisher_->Publish(snapshot, stop);
  } catch (const std::bad_alloc&) {
    GiveBackFreeMemory();
    publish::Outcome outcome;
    outcome.reason = publish::Reason::kTooLarge;
    outcome.detail = "there is no memory left for the push: " + OutOfMemory().detail;
    return outcome;
  }
}

publish::Outcome PublishLoop::Publish(const status::Snapshot& snapshot, std::stop_token stop) {
  const base::Clock& clock = base::SystemClock();
  const base::SteadyTime start = clock.SteadyNow();
  publish::Outcome outcome = PublishWithinMemory(snapshot, stop);
  if (outcome.reason != publish::Reason::kCancelled) {
    const metrics::Seconds took = clock.SteadyNow() - start;
    LogTry(name_, snapshot, outcome, took);
    if (outcome.clock_skew) metrics_->SetClockSkew(*outcome.clock_skew);
    if (outcome.ok()) {
      metrics_->PushSucceeded(clock.Now(), took, outcome.bytes_sent);
    } else {
      metrics_->PushFailed(std::string(publish::NameOf(outcome.reason)), took, outcome.bytes_sent);
    }
    LogChanges(outcome);
  }
  on_outcome_(outcome);
  return outcome;
}

void PublishLoop::LogChanges(const publish::Outcome& outcome) {
  if (!outcome.news.empty()) base::LogInfo(outcome.news, {{"gateway", name_}});
  if (!changes_.IsNews(publish::CauseOf(outcome), base::SystemClock().SteadyNow())) return;
  if (outcome.ok()) {
    base::LogInfo("push works", {{"gateway", name_}});
  } else {
    base::LogWarn("push fails", {{"gateway", name_},
                                 {"reason", std::string(publish::NameOf(outcome.reason))},
                                 {"error", outcome.detail}});
  }
}

}  // namespace agent::app
