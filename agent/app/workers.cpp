#include "agent/app/workers.hpp"

#include <exception>
#include <utility>

#include "agent/app/build.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"
#include "agent/base/seed.hpp"

namespace agent::app {
namespace {

// Publishers for the `former` groups at this gateway's URL, reached as the new configuration says.
std::vector<PublisherPtr> MakeSuperseded(const config::PushgatewayConfig& gateway,
                                         const std::vector<Group>& former) {
  std::vector<PublisherPtr> superseded;
  for (const Group& group : former) {
    if (group.url != gateway.http.url) continue;
    config::PushgatewayConfig old_gateway = gateway;
    old_gateway.job = group.job;
    superseded.push_back(MakePublisher(old_gateway, group.site, base::SystemClock()));
  }
  return superseded;
}

std::jthread StartThread(std::string name, std::function<void(std::stop_token)> run,
                         std::function<void()> on_failure) {
  return std::jthread([name = std::move(name), run = std::move(run),
                       on_failure = std::move(on_failure)](std::stop_token stop) {
    try {
      run(std::move(stop));
    } catch (const std::exception& error) {
      base::LogError("a thread died", {{"thread", name}, {"error", error.what()}});
      on_failure();
    }
  });
}

}  // namespace

Workers::Workers(const config::Config& config, const std::vector<Group>& former,
                 status::Latest& latest, metrics::AgentMetrics& metrics, ServiceManager& service)
    : config_(config),
      service_(service),
      pipeline_(MakeCollector(config, base::SystemClock()), config.collect, config.external_labels,
                metrics, base::SystemClock()),
      collect_loop_(pipeline_, config.collect.interval, latest, service) {
  const std::vector<std::string> names = GatewayNames(config_.pushgateways);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const config::PushgatewayConfig& gateway = config_.pushgateways[i];
    push_loops_.push_back(std::make_unique<PushLoop>(
        names[i], MakePublisher(gateway, config_.site, base::SystemClock()),
        MakeSuperseded(gateway, former), latest, metrics, base::Seed(),
        [&service, name = names[i]](const publish::PushOutcome& outcome) {
          service.Pushed(name, outcome);
        }));
  }
}

Workers::~Workers() { Stop(); }

void Workers::TakeOver(const Workers& predecessor) {
  pipeline_.TakeOver(predecessor.pipeline_, config_.source == predecessor.config_.source);
}

void Workers::Start(const std::function<void()>& on_failure) {
  service_.Begin(config_.collect.timeout);
  for (const std::unique_ptr<PushLoop>& loop : push_loops_) {
    threads_.push_back(StartThread(
        "push", [&push_loop = *loop](std::stop_token stop) { push_loop.Run(std::move(stop)); },
        on_failure));
  }
  threads_.push_back(StartThread(
      "collect", [this](std::stop_token stop) { collect_loop_.Run(std::move(stop)); }, on_failure));
}

void Workers::Stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
}

void Workers::Retire() {
  std::vector<std::jthread> leaving;
  for (std::size_t i = 0; i < push_loops_.size(); ++i) {
    if (config_.pushgateways[i].on_shutdown != config::OnShutdown::kDelete) continue;
    leaving.push_back(StartThread(
        "push", [&push_loop = *push_loops_[i]](const std::stop_token&) { push_loop.Retire(); },
        [] {}));
  }
}

}  // namespace agent::app
