#include "agent/app/agent.hpp"

#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "agent/app/destinations.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/host_and_port.hpp"
#include "agent/base/log.hpp"

namespace agent::app {
namespace {

// Calls `make`; where the system has no thread left, says so in words that help.
template <typename Make>
auto WithThreads(Make make) {
  try {
    return make();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::resource_unavailable_try_again) throw;
    throw std::runtime_error(
        "cannot start a thread: the limit of tasks is reached: raise TasksMax= of the service, "
        "pids.max of the container, or ulimit -u of the user");
  }
}

}  // namespace

// Everything that another configuration needs, made and not in force.
struct Agent::Next {
  std::unique_ptr<Workers> workers;
  GroupChange groups;
  std::unique_ptr<serve::Server> server;  // null: the one that there is stays
};

Agent::Agent(const config::Config& config, status::Board& board, ServiceManager& service,
             std::function<void()> on_failure)
    : board_(board),
      service_(service),
      on_failure_(std::move(on_failure)),
      metrics_(base::SystemClock().Now()),
      workers_(WithThreads([&] { return MakeWorkers(config); })),
      server_(WithThreads([&] { return MakeServer(config, nullptr); })) {
  workers_->Start();
  current_.Show(workers_->latest());
  server_->Start();
  LogListening();
}

Agent::~Agent() {
  former_.Stop();
  workers_->StopForGood();
}

void Agent::Reload(const config::Config& config) {
  Commit(WithThreads([&] { return Prepare(config); }));
}

// The server last: a port that it opens must not be closed again for another part's sake.
Agent::Next Agent::Prepare(const config::Config& config) {
  Next next;
  next.workers = MakeWorkers(config);
  next.groups = former_.Prepare(workers_->destinations(), next.workers->destinations());
  const config::Config& before = workers_->config();
  if (!(config.local == before.local) || config.site != before.site) {
    next.server = MakeServer(config, server_.get());
  }
  return next;
}

void Agent::Commit(Next next) noexcept {
  workers_->Stop();
  next.workers->TakeOver(*workers_);
  former_.Commit(std::move(next.groups), next.workers->latest());
  metrics_.SetConfigReloadSuccessful(true);
  workers_ = std::move(next.workers);
  workers_->Start();
  current_.Show(workers_->latest());
  if (next.server) {
    std::swap(server_, next.server);
    server_->Start();
    LogListening();
  }
}  // the former server goes here, when it has answered what it was asked

std::unique_ptr<Workers> Agent::MakeWorkers(const config::Config& config) {
  return std::make_unique<Workers>(config, MakeDestinations(config, base::SystemClock()), former_,
                                   metrics_, board_, service_, on_failure_);
}

std::unique_ptr<serve::Server> Agent::MakeServer(const config::Config& config,
                                                 const serve::Server* predecessor) {
  const auto count = [this](const std::string& path, int code) {
    metrics_.CountHttpRequest(path, code);
  };
  return std::make_unique<serve::Server>(config.local, config.site, current_, board_, count,
                                         base::SystemClock(), predecessor);
}

std::string Agent::local_address() const {
  return base::HostAndPort(workers_->config().local.listen.host, server_->port());
}

void Agent::LogListening() const {
  const bool has_tls = workers_->config().local.tls_server_config.has_value();
  base::LogInfo("listening",
                {{"address", local_address()}, {"scheme", has_tls ? "https" : "http"}});
}

void Agent::NoteFailedReload(const std::string& why) {
  metrics_.SetConfigReloadSuccessful(false);
  board_.ConfigurationRefused(why);
}

}  // namespace agent::app
