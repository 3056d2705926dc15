#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "agent/cli/command.hpp"
#include "agent/config/config.hpp"
#include "agent/prune/sweep.hpp"

namespace agent::cli {

// As given on the command line; empty where left out. "Prune" in deploy/central/README.md says
// what each means.
struct PruneOptions {
  std::string url;
  std::string job = "odin";
  std::string older_than;
  std::string interval;
  std::string timeout = "30s";
  std::string textfile;
  bool dry_run = false;
  std::string basic_auth_username;
  std::string basic_auth_password_file;
  std::string bearer_token_file;
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  std::string server_name;
};

// Adds the options of the command to `app`; their values go to `options`.
void AddPruneOptions(CLI::App& app, PruneOptions& options);

// The checked options.
struct PrunePlan {
  config::PushgatewayConfig gateway;
  prune::SweepOptions sweep;
  std::optional<std::chrono::milliseconds> interval;  // nothing: run once
};

// Checks the options. When one is wrong, prints why on standard error and returns nothing.
[[nodiscard]] std::optional<PrunePlan> ReadPrunePlan(const PruneOptions& options);

// `message` with configuration keys replaced by the options of `prune`.
[[nodiscard]] std::string NamePruneOptions(std::string message);

}  // namespace agent::cli
