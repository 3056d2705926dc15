#include "agent/cli/check.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "agent/app/checks.hpp"
#include "agent/app/permission_checks.hpp"
#include "agent/base/user.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"
#include "agent/cli/print.hpp"

namespace agent::cli {
namespace {

struct CheckOptions {
  std::string config_path;
  bool offline = false;  // without the network: the configuration, and a source on this machine
  std::string as;        // the user to do it as; empty: the one who calls
};

// Prints the findings as they come and remembers whether all were good.
class Report {
 public:
  void Add(const std::vector<app::Finding>& findings) {
    for (const app::Finding& finding : findings) {
      PrintLine(std::cout, MarkOf(finding.verdict) + finding.subject + ": " + finding.text);
      all_ok_ &= finding.verdict != app::Verdict::kFault;
    }
  }
  bool all_ok() const { return all_ok_; }

 private:
  static std::string MarkOf(app::Verdict verdict) {
    switch (verdict) {
      case app::Verdict::kGood:
        return "✓ ";
      case app::Verdict::kWarning:
        return "! ";
      case app::Verdict::kFault:
        break;
    }
    return "✗ ";
  }

  bool all_ok_ = true;
};

// Nothing, and the reason on standard error, where it cannot be.
std::optional<base::User> UserToCheckAs(const std::string& name) {
  if (::geteuid() != 0) {
    std::cerr << "odin-agent: check --as needs root: run it with sudo\n";
    return std::nullopt;
  }
  std::optional<base::User> user = base::FindUser(name);
  if (!user) PrintLine(std::cerr, "odin-agent: check --as: there is no user " + name);
  return user;
}

// From here on this process is `user`'s. Returns what was read of the farm.
std::string CheckSourceAs(const base::User& user, const config::Config& config,
                          const std::vector<std::string>& files, bool offline, Report& report) {
  report.Add(app::CheckFilePermissions(files, user));
  const std::vector<app::Finding> closed = app::FindSourceFaults(config, user);
  report.Add(closed);
  base::BecomeUser(user);
  if (!closed.empty()) return "";
  app::SourceCheck source = app::CheckSource(config, offline);
  report.Add(source.findings);
  return std::move(source.farm);
}

int Check(const CheckOptions& options) {
  const std::string& config_path = options.config_path;
  std::optional<base::User> user;
  if (!options.as.empty() && !(user = UserToCheckAs(options.as))) return kUsage;
  config::LoadResult loaded = LoadAndReport(config_path, std::cout);
  if (!loaded.config) {
    PrintLine(std::cout, "✗ configuration: " + config_path + " has errors (above)");
    return kUsage;
  }
  const config::Config& config = *loaded.config;
  Report report;
  report.Add({{app::Verdict::kGood, "configuration", config_path + ": site " + config.site}});
  std::string farm;
  if (user) {
    loaded.files.insert(loaded.files.begin(), config_path);
    farm = CheckSourceAs(*user, config, loaded.files, options.offline, report);
  } else {
    app::SourceCheck source = app::CheckSource(config, options.offline);
    report.Add(source.findings);
    farm = std::move(source.farm);
  }
  report.Add(app::CheckLocalCertificate(config));
  if (!options.offline) {
    report.Add(app::CheckDestinations(config, farm));
    report.Add(app::CheckLocalEndpoint(config));
  }
  return report.all_ok() ? kDone : kFailed;
}

}  // namespace

Action AddCheck(CLI::App& app) {
  const auto options = std::make_shared<CheckOptions>();
  AddConfigOption(app, options->config_path);
  app.add_flag("--offline", options->offline, "Leave the network out");
  app.add_option("--as", options->as, "Do it as this user, such as odin-agent (needs root)")
      ->type_name("USER");
  return [options] { return Check(*options); };
}

}  // namespace agent::cli
