#include "agent/app/push_loop.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "agent/base/duration.hpp"
#include "agent/base/log.hpp"

namespace agent::app {
namespace {

constexpr std::chrono::seconds kRetireTimeout(4);

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

PushLoop::PushLoop(std::string gateway, PublisherPtr publisher,
                   std::vector<PublisherPtr> superseded, const status::Latest& latest,
                   metrics::AgentMetrics& metrics, std::uint64_t random_seed,
                   std::function<void(const publish::PushOutcome&)> on_outcome)
    : gateway_(std::move(gateway)),
      publisher_(std::move(publisher)),
      superseded_(std::move(superseded)),
      latest_(latest),
      metrics_(metrics),
      backoff_(random_seed),
      on_outcome_(std::move(on_outcome)) {
  metrics_.AddGateway(gateway_, publish::AllReasonNames());
}

void PushLoop::Run(std::stop_token stop) {
  const base::Clock& clock = base::SystemClock();
  std::uint64_t done = 0;  // the sequence that needs no (further) push
  while (const status::SnapshotPtr snapshot = latest_.WaitNewerThan(done, stop)) {
    done = snapshot->sequence;
    if (clock.SteadyNow() > snapshot->stale_after) continue;
    const publish::PushOutcome outcome = Push(*snapshot, stop);
    if (outcome.result == publish::PushResult::kCancelled) break;
    if (outcome.result == publish::PushResult::kOk) {
      backoff_.Reset();
      RetireSuperseded(stop);
    } else if (const auto delay = publish::RetryDelay(outcome, backoff_)) {
      if (!base::SleepUntil(clock.SteadyNow() + *delay, stop)) break;
      done = snapshot->sequence - 1;
    }
  }
}

publish::PushOutcome PushLoop::Push(const status::Snapshot& snapshot, std::stop_token stop) {
  const base::Clock& clock = base::SystemClock();
  const base::SteadyTime start = clock.SteadyNow();
  publish::PushOutcome outcome = publisher_->Publish(snapshot.exposition, stop);
  if (outcome.result == publish::PushResult::kCancelled) return outcome;

  const metrics::Seconds took = clock.SteadyNow() - start;
  LogPush(gateway_, snapshot, outcome, took);
  if (outcome.clock_skew) metrics_.SetClockSkew(gateway_, *outcome.clock_skew);
  if (outcome.result == publish::PushResult::kOk) {
    metrics_.PushSucceeded(gateway_, clock.Now(), took, outcome.bytes_sent);
  } else {
    metrics_.PushFailed(gateway_, std::string(publish::ReasonName(outcome.result)), took,
                        outcome.bytes_sent);
  }
  LogChanges(outcome);
  on_outcome_(outcome);
  return outcome;
}

void PushLoop::RetireSuperseded(std::stop_token stop) {
  std::erase_if(superseded_, [&](const PublisherPtr& old_group) {
    const publish::PushOutcome outcome = old_group->Retire(kRetireTimeout, stop);
    if (outcome.result != publish::PushResult::kOk) return false;  // after the next push again
    base::LogInfo("removed the group of the earlier site or job", {{"gateway", gateway_}});
    return true;
  });
}

void PushLoop::LogChanges(const publish::PushOutcome& outcome) {
  const std::string state(
      outcome.result == publish::PushResult::kOk ? "ok" : publish::ReasonName(outcome.result));
  if (state == state_) return;
  state_ = state;
  if (outcome.result == publish::PushResult::kOk) {
    base::LogInfo("push works", {{"gateway", gateway_}});
  } else {
    base::LogWarn("push fails",
                  {{"gateway", gateway_}, {"reason", state}, {"error", outcome.detail}});
  }
}

void PushLoop::Retire() {
  const publish::PushOutcome outcome = publisher_->Retire(kRetireTimeout, std::stop_token());
  if (outcome.result == publish::PushResult::kOk) {
    base::LogInfo("removed the site's group", {{"gateway", gateway_}});
  } else {
    base::LogWarn("cannot remove the site's group",
                  {{"gateway", gateway_}, {"error", outcome.detail}});
  }
}

}  // namespace agent::app
