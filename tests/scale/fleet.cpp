#include "scale/fleet.hpp"

#include "agent/app/destinations.hpp"
#include "agent/app/make_collector.hpp"
#include "agent/app/pipeline.hpp"
#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/metrics/agent_metrics.hpp"

namespace agent::test {

Fleet::Fleet(const FleetSize& size, const std::string& pushgateway_url)
    : size_(size), url_(pushgateway_url) {
  const auto now = std::chrono::steady_clock::now();
  for (int number = 0; number < size_.sites; ++number) {
    const auto first_tick = now + size_.interval * number / size_.sites;
    sites_.emplace_back([this, number, first_tick](const std::stop_token& stop) {
      RunSite(number, first_tick, stop);
    });
  }
}

void Fleet::Stop() {
  for (std::jthread& site : sites_) site.request_stop();
  sites_.clear();
}

std::vector<Push> Fleet::pushes() const {
  const std::lock_guard lock(mutex_);
  return pushes_;
}

void Fleet::RunSite(int number, std::chrono::steady_clock::time_point first_tick,
                    const std::stop_token& stop) {
  const base::Clock& clock = base::SystemClock();
  config::Config config;
  config.source = config::DemoSource{size_.printers};
  config.collect.interval = size_.interval;
  config::PushgatewayConfig gateway;
  gateway.http.url = url_;
  metrics::AgentMetrics metrics(clock.Now());
  const auto gateway_metrics = metrics.Gateway(url_, publish::AllReasonNames());
  gateway_metrics->Show();
  app::Pipeline pipeline(app::MakeCollector(config, clock), config.collect, {}, metrics, clock);
  const auto publisher = app::MakeGroup(gateway, "site-" + std::to_string(number), clock);

  for (auto tick = first_tick; base::SleepUntil(tick, stop); tick += size_.interval) {
    const status::SnapshotPtr snapshot = pipeline.Run({})->snapshot;
    Push push;
    const auto start = clock.SteadyNow();
    push.outcome = publisher->Publish(*snapshot, {});
    push.late = start - tick;
    push.took = clock.SteadyNow() - start;
    push.text_bytes = snapshot->exposition->text.size();
    if (push.outcome.ok()) {
      gateway_metrics->PushSucceeded(clock.Now(), push.took, push.outcome.bytes_sent);
    }
    const std::lock_guard lock(mutex_);
    pushes_.push_back(std::move(push));
  }
}

}  // namespace agent::test
