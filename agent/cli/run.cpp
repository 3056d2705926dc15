#include "agent/cli/run.hpp"

#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <exception>
#include <memory>
#include <optional>

#include "agent/app/agent.hpp"
#include "agent/app/memory.hpp"
#include "agent/app/service_manager.hpp"
#include "agent/app/signals.hpp"
#include "agent/app/thread_stacks.hpp"
#include "agent/base/log.hpp"
#include "agent/base/version.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/config/load.hpp"
#include "agent/status/board.hpp"

namespace agent::cli {
namespace {

constexpr const char* kSignals =
    "Signals: SIGHUP reads the configuration again, SIGTERM and SIGINT end it.";

// Loads the configuration anew and hands it to the agent, or says why not.
void Reload(const std::string& config_path, app::Agent& agent) {
  const config::LoadResult loaded = config::LoadConfig(config_path, config::ProcessEnvironment());
  LogDiagnostics(loaded);
  if (!loaded.config) {
    base::LogError("the configuration was not reloaded; the old one goes on",
                   {{"config", config_path}});
    agent.NoteFailedReload(config::FormatDiagnostic(loaded.errors.front()));
    return;
  }
  try {
    agent.Reload(*loaded.config);
    base::SetUpLog(loaded.config->log.level, loaded.config->log.format);
    base::LogInfo("configuration reloaded",
                  {{"config", config_path}, {"site", loaded.config->site}});
  } catch (const std::exception& error) {
    base::LogError("the configuration was not reloaded; the old one goes on",
                   {{"config", config_path}, {"error", error.what()}});
    agent.NoteFailedReload(error.what());
  }
}

// `config_path` is empty where there is no file to reload.
int RunUntilSignal(const config::Config& config, const std::string& config_path,
                   const app::Signals& signals, status::Board& board, app::ServiceManager& service,
                   const RunWords& words) {
  base::LogInfo("starting", {{"version", std::string(base::Version())}, {"site", config.site}});
  std::atomic<bool> failed = false;
  std::optional<app::Agent> agent;
  try {
    agent.emplace(config, board, service, [&failed] {
      failed = true;
      ::kill(::getpid(), SIGTERM);
    });
  } catch (const std::exception& error) {
    const std::string why = words.name_options(error.what());
    base::LogError("cannot start", {{"error", why}});
    service.Say("cannot start: " + why);
    return kFailed;
  }
  words.on_start(agent->local_address());
  service.Ready();
  while (signals.Wait() == SIGHUP) {
    if (config_path.empty()) continue;
    service.Reloading();
    Reload(config_path, *agent);
    service.Ready();
  }
  base::LogInfo("stopping");
  service.Stopping();
  signals.RestoreDefaults();
  agent.reset();
  service.Say(failed ? "failed: see the log" : "stopped");
  return failed ? kFailed : kDone;
}

// The service's log says all of it.
const RunWords kNoWords = {[](const std::string&) {}, [](std::string reason) { return reason; }};

int Run(const std::string& config_path) {
  const app::Signals signals;
  app::UseSmallThreadStacks();
  app::ShareFreeMemory();
  const base::BackgroundLog log;
  status::Board board;
  app::ServiceManager service(app::TakeServiceEnvironment(), board);
  const std::optional<config::Config> config =
      LoadConfiguration(config_path, MissingFiles::kWaitFor);
  if (config) return RunUntilSignal(*config, config_path, signals, board, service, kNoWords);
  service.Say(config_path + " has errors: see the log, or odin-agent check");
  return kUsage;
}

}  // namespace

Action AddRun(CLI::App& app) {
  const auto config_path = std::make_shared<std::string>();
  AddConfigOption(app, *config_path);
  app.footer(app.get_footer() + '\n' + kSignals);
  return [config_path] { return Run(*config_path); };
}

int RunAgent(const config::Config& config, const RunWords& words) {
  const app::Signals signals;
  app::UseSmallThreadStacks();
  app::ShareFreeMemory();
  const base::BackgroundLog log;
  status::Board board;
  app::ServiceManager service(app::TakeServiceEnvironment(), board);
  return RunUntilSignal(config, "", signals, board, service, words);
}

}  // namespace agent::cli
