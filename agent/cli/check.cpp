#include "agent/cli/check.hpp"

#include <iostream>
#include <optional>
#include <vector>

#include "agent/app/checks.hpp"
#include "agent/cli/configuration.hpp"
#include "agent/cli/exit_code.hpp"

namespace agent::cli {
namespace {

// Prints the findings as they come and remembers whether all were good.
class Report {
 public:
  void Add(const std::vector<app::Finding>& findings) {
    for (const app::Finding& finding : findings) {
      std::cout << (finding.ok ? "✓ " : "✗ ") << finding.subject << ": " << finding.text
                << std::endl;
      all_ok_ &= finding.ok;
    }
  }
  bool all_ok() const { return all_ok_; }

 private:
  bool all_ok_ = true;
};

}  // namespace

int Check(const std::string& config_path, bool offline) {
  const std::optional<config::Config> config = LoadConfiguration(config_path);
  if (!config) {
    std::cout << "✗ configuration: " << config_path << " has errors (above)" << std::endl;
    return kUsage;
  }
  Report report;
  report.Add({{true, "configuration", config_path + ": site " + config->site}});
  report.Add(app::CheckSource(*config));
  if (!offline) {
    report.Add(app::CheckPushgateways(*config));
    report.Add(app::CheckLocalEndpoint(*config));
  }
  return report.all_ok() ? kDone : kFailed;
}

}  // namespace agent::cli
