#include "agent/app/agent.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "agent/base/clock.hpp"
#include "agent/base/log.hpp"
#include "agent/publish/publisher.hpp"

namespace agent::app {
namespace {

std::string DescribeListener(const config::ListenAddress& listen, std::uint16_t port) {
  const bool v6 = listen.host.find(':') != std::string::npos;
  return (v6 ? "[" + listen.host + "]" : listen.host) + ":" + std::to_string(port);
}

}  // namespace

Agent::Agent(const config::Config& config, ServiceManager& service,
             std::function<void()> on_failure)
    : service_(service),
      on_failure_(std::move(on_failure)),
      metrics_(base::SystemClock().Now()),
      workers_(std::make_unique<Workers>(config, former_, latest_, metrics_, service_)) {
  server_ = MakeServer(config);
  workers_->Start(on_failure_);
}

Agent::~Agent() {
  workers_->Stop();
  workers_->Retire();
}

void Agent::Reload(const config::Config& config) {
  std::vector<Group> former = FormerGroups(config);
  auto workers = std::make_unique<Workers>(config, former, latest_, metrics_, service_);
  const config::Config& before = workers_->config();
  if (!(config.local == before.local) || config.site != before.site) server_ = MakeServer(config);

  // Nothing below throws but for lack of memory.
  workers_->Stop();
  workers->TakeOver(*workers_);
  ForgetGatewaysNotIn(config);
  workers_ = std::move(workers);
  former_ = std::move(former);
  metrics_.SetConfigReloadSuccessful(true);
  service_.Remark("");
  workers_->Start(on_failure_);
}

std::vector<Group> Agent::FormerGroups(const config::Config& next) const {
  std::vector<Group> former = former_;
  for (Group& group : GroupsOf(workers_->config())) former.push_back(std::move(group));
  for (const Group& group : GroupsOf(next)) std::erase(former, group);
  return former;
}

void Agent::ForgetGatewaysNotIn(const config::Config& config) {
  const std::vector<std::string> kept = GatewayNames(config.pushgateways);
  for (const std::string& name : GatewayNames(workers_->config().pushgateways)) {
    if (std::ranges::find(kept, name) == kept.end()) {
      metrics_.RemoveGateway(name, publish::AllReasonNames());
    }
  }
}

void Agent::NoteFailedReload() {
  metrics_.SetConfigReloadSuccessful(false);
  service_.Remark("the configuration was not reloaded: see the log");
}

std::unique_ptr<serve::Server> Agent::MakeServer(const config::Config& config) {
  const auto count = [this](const std::string& path, int code) {
    metrics_.CountHttpRequest(path, code);
  };
  const base::Clock& clock = base::SystemClock();
  auto server =
      server_ ? std::make_unique<serve::Server>(config.local, config.site, latest_, count, clock,
                                                *server_)
              : std::make_unique<serve::Server>(config.local, config.site, latest_, count, clock);
  base::LogInfo("listening", {{"address", DescribeListener(config.local.listen, server->port())},
                              {"scheme", config.local.tls_server_config ? "https" : "http"}});
  return server;
}

}  // namespace agent::app
