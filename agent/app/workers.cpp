#include "agent/app/workers.hpp"

#include <utility>

#include "agent/app/build.hpp"
#include "agent/app/group.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/seed.hpp"

namespace agent::app {
namespace {

bool DescribeTheSameFarm(const config::Config& a, const config::Config& b) {
  return a.source == b.source && a.site == b.site && a.external_labels == b.external_labels;
}

status::DestinationReport ReportOf(const publish::PushOutcome& outcome) {
  if (outcome.result == publish::PushResult::kOk) return {};
  return {std::string(publish::ReasonName(outcome.result)), outcome.cause, outcome.detail};
}

}  // namespace

Workers::Workers(const config::Config& config, FormerGroups& former, metrics::AgentMetrics& metrics,
                 status::Board& board, ServiceManager& service,
                 const std::function<void()>& on_failure)
    : config_(config),
      metrics_(metrics),
      board_(board),
      service_(service),
      latest_(std::make_shared<status::Latest>()),
      pipeline_(MakeCollector(config, base::SystemClock()), config.collect, config.external_labels,
                metrics, base::SystemClock()),
      collect_loop_(pipeline_, config.collect.interval, *latest_, board, service),
      threads_(on_failure) {
  const std::vector<std::string> names = GatewayNames(config_.pushgateways);
  for (std::size_t i = 0; i < names.size(); ++i) {
    AddPushThread(config_.pushgateways[i], names[i], former);
  }
  threads_.Add("collect", [this](std::stop_token stop) { collect_loop_.Run(std::move(stop)); });
}

Workers::~Workers() { Stop(); }

void Workers::AddPushThread(const config::PushgatewayConfig& gateway, const std::string& name,
                            FormerGroups& former) {
  const Group group = GroupOf(gateway, config_.site);
  const auto tell = [this, &former, name, group](const publish::PushOutcome& outcome) {
    if (outcome.result == publish::PushResult::kOk) {
      former.Accepted(group);
    } else if (publish::MayHaveArrived(outcome)) {
      former.Touched(group);
    }
    if (outcome.result != publish::PushResult::kCancelled) {
      board_.Published(name, ReportOf(outcome));
    }
  };
  push_loops_.push_back(std::make_unique<PushLoop>(
      name, MakePublisher(gateway, config_.site, base::SystemClock()), *latest_,
      metrics_.Gateway(name, publish::AllReasonNames()), base::Seed(), tell));
  const bool may_delete = gateway.on_shutdown == config::OnShutdown::kDelete;
  threads_.Add("push", [this, &former, &loop = *push_loops_.back(), group,
                        may_delete](std::stop_token stop) {
    loop.Run(std::move(stop));
    if (may_delete && ends_for_good_ && former.MayBeOurs(group)) loop.DeleteGroup();
  });
}

void Workers::TakeOver(Workers& predecessor) noexcept {
  if (DescribeTheSameFarm(config_, predecessor.config_)) {
    beginning_ = Beginning::kWithTheSameFarm;
    pipeline_.TakeOver(predecessor.pipeline_);
    latest_->Set(predecessor.latest_->Get());
  } else {
    beginning_ = Beginning::kWithAnotherFarm;
    metrics_.ForgetSource();
  }
}

void Workers::Start() noexcept {
  board_.ConfigurationLoaded(GatewayNames(config_.pushgateways),
                             beginning_ == Beginning::kWithTheSameFarm);
  service_.AllowTicksOf(config_.collect.timeout);
  for (const std::unique_ptr<PushLoop>& loop : push_loops_) loop->Begin();
  if (beginning_ == Beginning::kWithAnotherFarm) latest_->Set(pipeline_.BeforeFirstTick());
  threads_.Open();
}

void Workers::Stop() noexcept { threads_.Stop(); }

void Workers::StopForGood() noexcept {
  ends_for_good_ = true;
  Stop();
}

}  // namespace agent::app
