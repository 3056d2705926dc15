#include "agent/cli/run.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <optional>

#include "agent/app/agent.hpp"
#include "agent/app/signals.hpp"
#include "agent/base/log.hpp"
#include "agent/base/version.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"

namespace agent::cli {
namespace {

int RunUntilSignal(const config::Config& config, const app::Signals& signals) {
  base::LogInfo("starting", {{"version", std::string(base::Version())}, {"site", config.site}});
  std::atomic<bool> failed = false;
  std::optional<app::Agent> agent;
  try {
    agent.emplace(config, [&failed] {
      failed = true;
      ::kill(::getpid(), SIGTERM);
    });
  } catch (const std::exception& error) {
    base::LogError("cannot start", {{"error", error.what()}});
    return kFailed;
  }
  while (signals.Wait() == SIGHUP) {
    base::LogWarn("SIGHUP is ignored: restart the agent to read its configuration again");
  }
  base::LogInfo("stopping");
  signals.RestoreDefaults();
  agent.reset();
  return failed ? kFailed : kDone;
}

}  // namespace

int Run(const std::string& config_path) {
  const app::Signals signals;
  const std::optional<config::Config> config = LoadConfiguration(config_path);
  return config ? RunUntilSignal(*config, signals) : kUsage;
}

int RunAgent(const config::Config& config) { return RunUntilSignal(config, app::Signals()); }

}  // namespace agent::cli
