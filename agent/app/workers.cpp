#include "agent/app/workers.hpp"

#include <utility>

#include "agent/app/make_collector.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"
#include "agent/base/seed.hpp"

namespace agent::app {
namespace {

bool DescribeTheSameFarm(const config::Config& a, const config::Config& b) {
  return a.source == b.source && a.site == b.site && a.external_labels == b.external_labels;
}

void DeleteGroup(const Destination& destination) {
  const publish::Outcome outcome = destination.group->Delete(kDeletionTimeout, std::stop_token());
  if (outcome.ok()) {
    base::LogInfo("removed the site's group", {{"gateway", destination.name}});
  } else {
    base::LogWarn("cannot remove the site's group",
                  {{"gateway", destination.name}, {"error", outcome.detail}});
  }
}

status::DestinationReport ReportOf(const publish::Outcome& outcome) {
  if (outcome.ok()) return {};
  return {std::string(publish::NameOf(outcome.reason)), outcome.cause, outcome.detail};
}

}  // namespace

Workers::Workers(const config::Config& config, std::vector<Destination> destinations,
                 FormerGroups& former, metrics::AgentMetrics& metrics, status::Board& board,
                 ServiceManager& service, const std::function<void()>& on_failure)
    : config_(config),
      metrics_(metrics),
      board_(board),
      service_(service),
      latest_(std::make_shared<status::Latest>()),
      pipeline_(MakeCollector(config, base::SystemClock()), config.collect, config.external_labels,
                metrics, base::SystemClock()),
      collect_loop_(pipeline_, config.collect, *latest_, board, service),
      destinations_(std::move(destinations)),
      threads_(on_failure) {
  for (const Destination& destination : destinations_) AddPublishThread(destination, former);
  threads_.Add("collect", [this](std::stop_token stop) { collect_loop_.Run(std::move(stop)); });
}

Workers::~Workers() { Stop(); }

void Workers::AddPublishThread(const Destination& destination, FormerGroups& former) {
  publish_loops_.push_back(std::make_unique<PublishLoop>(
      destination.name, destination.publisher, MakeQueue(destination.queue, *latest_),
      metrics_.Gateway(destination.name, publish::AllReasonNames()), base::Seed(),
      [this, &destination, &former](const publish::Outcome& outcome) {
        NoteOutcome(destination, outcome, former);
      }));
  const bool may_delete =
      destination.group && destination.settings.on_shutdown == config::OnShutdown::kDelete;
  threads_.Add("push", [this, &destination, &former, &loop = *publish_loops_.back(),
                        may_delete](std::stop_token stop) {
    loop.Run(std::move(stop));
    if (may_delete && ends_for_good_ && former.MayHoldOurPush(destination.group_id)) {
      DeleteGroup(destination);
    }
  });
}

void Workers::NoteOutcome(const Destination& destination, const publish::Outcome& outcome,
                          FormerGroups& former) {
  if (destination.group && outcome.ok()) {
    former.Accepted(destination.group_id);
  } else if (destination.group && publish::MayHaveArrived(outcome)) {
    former.MayHaveReached(destination.group_id);
  }
  if (outcome.reason != publish::Reason::kCancelled) {
    board_.Published(destination.name, ReportOf(outcome));
  }
}

void Workers::TakeOver(Workers& predecessor) noexcept {
  if (DescribeTheSameFarm(config_, predecessor.config_)) {
    predecessor_ = Predecessor::kOfTheSameFarm;
    pipeline_.TakeOver(predecessor.pipeline_);
    latest_->Set(predecessor.latest_->Get());
  } else {
    predecessor_ = Predecessor::kOfAnotherFarm;
    metrics_.ForgetSource();
  }
}

void Workers::Start() noexcept {
  std::vector<std::string> names;
  for (const Destination& destination : destinations_) names.push_back(destination.name);
  board_.ConfigurationLoaded(names, predecessor_ == Predecessor::kOfTheSameFarm);
  service_.SetTickTimeout(config_.collect.timeout);
  for (const std::unique_ptr<PublishLoop>& loop : publish_loops_) loop->Begin();
  if (predecessor_ == Predecessor::kOfAnotherFarm) latest_->Set(pipeline_.BeforeFirstTick());
  threads_.Open();
}

void Workers::Stop() noexcept { threads_.Stop(); }

void Workers::StopForGood() noexcept {
  ends_for_good_ = true;
  Stop();
}

}  // namespace agent::app
