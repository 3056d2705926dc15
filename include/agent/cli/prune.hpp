#pragma once

#include <string>

namespace agent::cli {

// As given on the command line; empty where left out. README, "Prune", says what each means.
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

// `odin-agent prune`: deletes the groups of one Pushgateway whose last push is too old, once or,
// with an interval, until SIGINT or SIGTERM. Needs no configuration file. kFailed when anything
// could not be read, deleted or written; with an interval that is logged, and tried again.
int Prune(const PruneOptions& options);

}  // namespace agent::cli
