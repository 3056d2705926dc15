#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "central/alerts.hpp"
#include "support/process.hpp"
#include "support/servers.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// deploy/central as an operator sets it up, without containers: a copy of the folder, its scripts,
// and Debian's Pushgateway, Alertmanager and Prometheus with its files. The servers' times are
// divided by `speed`, and the addresses in targets/ are theirs; nothing else is changed.
class Centre {
 public:
  explicit Centre(int speed);

  [[nodiscard]] std::uint16_t pushgateway_port() const { return pushgateway_->port(); }

  // Runs add-site.sh: the folder with what is to be copied to the farm. The farm reaches the
  // Pushgateway by `port`.
  [[nodiscard]] std::string AddSite(const std::string& site, std::uint16_t port) const;
  void RetireSite(const std::string& site) const;

  // What Alertmanager has now.
  [[nodiscard]] std::set<Alert> Alerts() const { return AlertsAt(alertmanager_->port()); }
  // The same as Alertmanager's own JSON, with all labels and annotations.
  [[nodiscard]] std::string AlertsText() const;
  // The value that Prometheus has for an instant query of one series; NaN for none or several.
  [[nodiscard]] double Ask(const std::string& query) const;

 private:
  [[nodiscard]] std::string Path(const std::string& file) const { return dir_.path() / file; }
  void Replace(const std::string& file, const std::string& content) const;
  void RunScript(const std::vector<std::string>& command,
                 const std::vector<std::pair<std::string, std::string>>& settings = {}) const;

  TempDir dir_;
  std::unique_ptr<PushgatewayServer> pushgateway_;
  std::unique_ptr<AlertmanagerServer> alertmanager_;
  std::unique_ptr<Process> prometheus_;
  std::uint16_t prometheus_port_ = 0;
};

}  // namespace agent::test
