#include "agent/app/agent.hpp"

#include <exception>
#include <random>
#include <utility>

#include "agent/app/build.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"
#include "agent/base/url.hpp"

namespace agent::app {
namespace {

std::vector<std::unique_ptr<PushLoop>> MakePushLoops(const config::Config& config,
                                                     const status::Latest& latest,
                                                     metrics::AgentMetrics& metrics) {
  std::random_device seed;
  std::vector<std::unique_ptr<PushLoop>> loops;
  for (const config::PushgatewayConfig& gateway : config.pushgateways) {
    loops.push_back(std::make_unique<PushLoop>(
        base::RedactUrl(gateway.http.url), MakePublisher(gateway, config.site, base::SystemClock()),
        gateway.on_shutdown, latest, metrics, seed()));
  }
  return loops;
}

std::string DescribeListener(const config::ListenAddress& listen, std::uint16_t port) {
  const bool v6 = listen.host.find(':') != std::string::npos;
  return (v6 ? "[" + listen.host + "]" : listen.host) + ":" + std::to_string(port);
}

}  // namespace

Agent::Agent(const config::Config& config, std::function<void()> on_failure)
    : on_failure_(std::move(on_failure)),
      metrics_(base::SystemClock().Now()),
      pipeline_(MakeCollector(config.source, config.collect.timeout, base::SystemClock()),
                config.collect, config.external_labels, metrics_, base::SystemClock()),
      collect_loop_(pipeline_, config.collect.interval, latest_),
      push_loops_(MakePushLoops(config, latest_, metrics_)),
      server_(
          config.local, config.site, latest_,
          [this](const std::string& path, int code) { metrics_.CountHttpRequest(path, code); },
          base::SystemClock()) {
  base::LogInfo("listening", {{"address", DescribeListener(config.local.listen, server_.port())}});
  for (const std::unique_ptr<PushLoop>& loop : push_loops_) {
    threads_.push_back(
        Start("push", [&push_loop = *loop](std::stop_token stop) { push_loop.Run(stop); }));
  }
  threads_.push_back(
      Start("collect", [this](std::stop_token stop) { collect_loop_.Run(std::move(stop)); }));
}

Agent::~Agent() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

std::jthread Agent::Start(std::string name, std::function<void(std::stop_token)> run) {
  return std::jthread(
      [this, name = std::move(name), run = std::move(run)](const std::stop_token& stop) {
        try {
          run(stop);
        } catch (const std::exception& error) {
          base::LogError("a thread died", {{"thread", name}, {"error", error.what()}});
          on_failure_();
        }
      });
}

}  // namespace agent::app
