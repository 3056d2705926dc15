#include "agent/app/push_loop.hpp"

#include <chrono>
#include <new>
#include <string>
#include <utility>

#include "agent/app/memory.hpp"
#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"

namespace agent::app {
namespace {

constexpr std::chrono::seconds kDeleteTimeout(4);

void LogPush(const std::string& gateway, const status::Snapshot& snapshot,
             const publish::PushOutcome& outcome, metrics::Seconds took) {
  const bool ok = outcome.result == publish::PushResult::kOk;
  base::LogDebug(
      "pushed", {{"gateway", gateway},
                 {"tick", std::to_string(snapshot.sequence)},
                 {"result", ok ? "ok" : std::string(publish::ReasonName(outcome.result))},
                 {"status", std::to_string(outcome.http_status)},
                 {"took", base::FormatDuration(std::chrono::ceil<std::chrono::milliseconds>(took))},
                 {"bytes", std::to_string(outcome.bytes_sent)}});
}

}  // namespace

PushLoop::PushLoop(std::string gateway, PublisherPtr publisher, const status::Latest& latest,
                   std::shared_ptr<metrics::GatewayMetrics> metrics, std::uint64_t random_seed,
                   std::function<void(const publish::PushOutcome&)> on_outcome)
    : gateway_(std::move(gateway)),
      publisher_(std::move(publisher)),
      latest_(latest),
      metrics_(std::move(metrics)),
      backoff_(random_seed),
      on_outcome_(std::move(on_outcome)) {}

void PushLoop::Run(std::stop_token stop) {
  const base::Clock& clock = base::SystemClock();
  std::uint64_t done = 0;  // the sequence that needs no (further) push
  std::uint64_t repeats = 0;
  while (status::SnapshotPtr snapshot = latest_.WaitNewerThan(done, stop, &repeats)) {
    done = snapshot->sequence;
    if (clock.SteadyNow() > snapshot->stale_after) continue;
    const publish::PushOutcome outcome = Push(*snapshot, stop);
    if (outcome.result == publish::PushResult::kCancelled) break;
    if (outcome.result == publish::PushResult::kOk) {
      backoff_.Reset();
    } else if (const auto delay = publish::RetryDelay(outcome, backoff_)) {
      done = snapshot->sequence - 1;
      snapshot.reset();  // may be megabytes, and will be old then
      if (!base::SleepUntil(clock.SteadyNow() + *delay, stop)) break;
    }
  }
}

// A push for which there is no memory has failed as any other.
publish::PushOutcome PushLoop::PublishWithinMemory(const status::Snapshot& snapshot,
                                                   const std::stop_token& stop) {
  try {
    return publisher_->Publish(*snapshot.exposition, stop);
  } catch (const std::bad_alloc&) {
    GiveBackFreeMemory();
    publish::PushOutcome outcome;
    outcome.result = publish::PushResult::kTooLarge;
    outcome.detail = "there is no memory left for the push: " + OutOfMemory().detail;
    return outcome;
  }
}

publish::PushOutcome PushLoop::Push(const status::Snapshot& snapshot, std::stop_token stop) {
  const base::Clock& clock = base::SystemClock();
  const base::SteadyTime start = clock.SteadyNow();
  publish::PushOutcome outcome = PublishWithinMemory(snapshot, stop);
  if (outcome.result == publish::PushResult::kCancelled) {
    on_outcome_(outcome);
    return outcome;
  }

  const metrics::Seconds took = clock.SteadyNow() - start;
  LogPush(gateway_, snapshot, outcome, took);
  if (outcome.clock_skew) metrics_->SetClockSkew(*outcome.clock_skew);
  if (outcome.result == publish::PushResult::kOk) {
    metrics_->PushSucceeded(clock.Now(), took, outcome.bytes_sent);
  } else {
    metrics_->PushFailed(std::string(publish::ReasonName(outcome.result)), took,
                         outcome.bytes_sent);
  }
  LogChanges(outcome);
  on_outcome_(outcome);
  return outcome;
}

void PushLoop::LogChanges(const publish::PushOutcome& outcome) {
  const bool ok = outcome.result == publish::PushResult::kOk;
  const std::string reason(publish::ReasonName(outcome.result));
  if (!outcome.news.empty()) base::LogInfo(outcome.news, {{"gateway", gateway_}});
  const base::SteadyTime now = base::SystemClock().SteadyNow();
  if (!changes_.IsNews(ok ? "" : reason + ": " + outcome.cause, now)) return;
  if (ok) {
    base::LogInfo("push works", {{"gateway", gateway_}});
  } else {
    base::LogWarn("push fails",
                  {{"gateway", gateway_}, {"reason", reason}, {"error", outcome.detail}});
  }
}

void PushLoop::DeleteGroup() {
  const publish::PushOutcome outcome = publisher_->Retire(kDeleteTimeout, std::stop_token());
  if (outcome.result == publish::PushResult::kOk) {
    base::LogInfo("removed the site's group", {{"gateway", gateway_}});
  } else {
    base::LogWarn("cannot remove the site's group",
                  {{"gateway", gateway_}, {"error", outcome.detail}});
  }
}

}  // namespace agent::app
