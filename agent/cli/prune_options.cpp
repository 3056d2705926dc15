#include "agent/cli/prune_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <utility>

#include "agent/base/duration.hpp"
#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/cli/option_names.hpp"
#include "agent/config/load_pushgateways.hpp"
#include "agent/config/option_reader.hpp"
#include "agent/config/stray_character.hpp"

namespace agent::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr OptionName kNames[] = {
    {"password or password_file", "--basic-auth-password-file"},
    {"tls_config.ca_file", "--ca-file"},
    {"tls_config.cert_file", "--cert-file"},
    {"tls_config.server_name", "--server-name"},
    {"use basic_auth", "use --basic-auth-username and --basic-auth-password-file"},
    {"basic_auth", "--basic-auth-username"},
    {"ca_file", "--ca-file"},
    {"cert_file", "--cert-file"},
    {"key_file", "--key-file"},
    {"server_name", "--server-name"},
    {"in url", "in --url"},
    {"check url", "check --url"},
    {"correct url", "correct --url"},
};

config::Node GatewayNode(const PruneOptions& options) {
  constexpr auto kOptional = config::OptionNodeUnlessEmpty;
  return config::OptionsNode(
      "pushgateway",
      {config::OptionNode("url", "--url", options.url),
       config::OptionNode("timeout", "--timeout", options.timeout),
       config::OptionsNode("basic_auth", {kOptional("username", "--basic-auth-username",
                                                    options.basic_auth_username),
                                          kOptional("password_file", "--basic-auth-password-file",
                                                    options.basic_auth_password_file)}),
       config::OptionsNode("authorization", {kOptional("credentials_file", "--bearer-token-file",
                                                       options.bearer_token_file)}),
       config::OptionsNode("tls_config",
                           {kOptional("ca_file", "--ca-file", options.ca_file),
                            kOptional("cert_file", "--cert-file", options.cert_file),
                            kOptional("key_file", "--key-file", options.key_file),
                            kOptional("server_name", "--server-name", options.server_name)})});
}

// How to reach the gateway. Nothing, and the reason on standard error, where an option is wrong.
std::optional<config::PushgatewayConfig> ReadGateway(const PruneOptions& options) {
  config::OptionReader reader;
  config::PushgatewayConfig gateway;
  reader.Read(GatewayNode(options), config::ReadPushgateway, gateway);
  config::Diagnostics found = reader.Take();
  if (options.interval.empty()) RefuseMissingFiles(found);
  for (config::Diagnostic& file : found.missing_files) {
    file.message += config::kIsWaitedFor;
    found.warnings.push_back(std::move(file));
  }
  ReportOptions(found, kNames, Warnings::kPrint);
  if (!found.errors.empty()) return std::nullopt;
  return gateway;
}

// Far from what anybody wants: they keep sums of times from overflowing.
constexpr milliseconds kOldest = std::chrono::hours(365 * 24);
constexpr milliseconds kLongestInterval = std::chrono::hours(24);

// Reads a duration from a second to `longest`, or says on standard error what is wrong with it.
std::optional<milliseconds> ReadDuration(const std::string& option, const std::string& text,
                                         milliseconds longest) {
  const std::optional<milliseconds> duration = base::ParseDuration(text);
  if (duration && *duration >= seconds(1) && *duration <= longest) return duration;
  std::cerr << "command line: " << option << ": must be a duration from 1s to "
            << base::FormatDuration(longest) << ", such as 10m or 1h30m"
            << config::NameForeignCharacter(text) << '\n';
  return std::nullopt;
}

// Whether a group can have that job. One that only copying can have made is warned of: there may be
// groups of it.
bool CheckJob(const std::string& job) {
  std::string fault;
  if (job.empty()) {
    fault = "must not be empty";
  } else if (std::ranges::any_of(job, base::IsControl)) {
    fault = "must be one line, without control characters";
  } else if (!base::IsCleanUtf8(job)) {
    fault = "is not UTF-8";
  }
  if (!fault.empty()) {
    std::cerr << "command line: --job: " << fault << '\n';
    return false;
  }
  if (const std::optional<config::StrayCharacter> stray = config::FindStrayCharacter(job)) {
    std::cerr << "command line: warning: --job: holds " << config::NameCharacter(stray->code_point)
              << ": is it meant?\n";
  }
  return true;
}

}  // namespace

void AddPruneOptions(CLI::App& app, PruneOptions& options) {
  const auto add = [&app](const char* name, std::string& value, const char* type,
                          const char* description) {
    return app.add_option(name, value, description)->type_name(type);
  };
  add("--url", options.url, "URL", "The Pushgateway")->required();
  add("--older-than", options.older_than, "DURATION",
      "Delete the groups whose last push is longer ago, such as 10m")
      ->required();
  add("--job", options.job, "NAME", "Only groups of this job")->capture_default_str();
  CLI::Option* const dry_run =
      app.add_flag("--dry-run", options.dry_run, "Only say what would be deleted");
  add("--interval", options.interval, "DURATION", "Stay, and do it again so often, such as 1m")
      ->excludes(dry_run);
  add("--textfile", options.textfile, "FILE",
      "Keep when each site last pushed, for the node exporter's textfile collector (*.prom)");
  add("--timeout", options.timeout, "DURATION", "The longest that a request may take")
      ->capture_default_str();
  CLI::Option* const user =
      add("--basic-auth-username", options.basic_auth_username, "NAME", "User at the Pushgateway");
  CLI::Option* const password = add("--basic-auth-password-file", options.basic_auth_password_file,
                                    "FILE", "Holds that user's password");
  user->needs(password);
  password->needs(user);
  add("--bearer-token-file", options.bearer_token_file, "FILE", "Holds a token, instead of a user")
      ->excludes(user);
  add("--ca-file", options.ca_file, "FILE", "Trust these CAs instead of the system's");
  CLI::Option* const cert =
      add("--cert-file", options.cert_file, "FILE", "Our client certificate, and");
  CLI::Option* const key = add("--key-file", options.key_file, "FILE", "its key");
  cert->needs(key);
  key->needs(cert);
  add("--server-name", options.server_name, "NAME",
      "Expect this name in the Pushgateway's certificate instead of the URL's host");
}

std::string NamePruneOptions(std::string message) {
  return NameOptions(std::move(message), kNames);
}

std::optional<PrunePlan> ReadPrunePlan(const PruneOptions& options) {
  const std::optional<config::PushgatewayConfig> gateway = ReadGateway(options);
  const std::optional<milliseconds> older_than =
      ReadDuration("--older-than", options.older_than, kOldest);
  const bool stays = !options.interval.empty();
  const std::optional<milliseconds> interval =
      stays ? ReadDuration("--interval", options.interval, kLongestInterval) : std::nullopt;
  const bool is_job = CheckJob(options.job);
  if (!gateway || !older_than || (stays && !interval) || !is_job) return std::nullopt;
  if (!options.textfile.empty() && !options.textfile.ends_with(".prom")) {
    std::cerr << "command line: warning: --textfile: the node exporter reads only files whose name "
                 "ends in .prom\n";
  }
  return PrunePlan{
      *gateway, {options.job, *older_than, options.dry_run, options.textfile}, interval};
}

}  // namespace agent::cli
