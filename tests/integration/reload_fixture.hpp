#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>

#include "integration/agent.hpp"
#include "support/http.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {

// The built agent under SIGHUP. Its source is the sample farm where the configuration names none.
class Reload : public testing::Test {
 protected:
  void Start(const ConfigText& config, const ProcessOptions& options = {}) {
    Write(config);
    daemon_ = std::make_unique<Daemon>(RunWith(dir_.path() / "config.yaml"), options);
  }

  void Write(ConfigText config) const {
    if (config.source.empty()) config.database = farm_.path();
    const std::string ignored = WriteConfig(dir_, config);
  }

  // Sends SIGHUP and waits until the agent has said `text` of it.
  void HangUp(const std::string& text) {
    const std::size_t before = daemon_->process().Errors().size();
    daemon_->process().Signal(SIGHUP);
    ASSERT_TRUE(daemon_->process().WaitForError(text, before, std::chrono::seconds(60)))
        << daemon_->process().Errors();
  }

  void ReloadWith(const ConfigText& config) {
    Write(config);
    HangUp("msg=\"configuration reloaded\"");
  }

  void RefuseToReloadWith(const ConfigText& config) {
    Write(config);
    HangUp("the configuration was not reloaded");
  }

  std::string Log() const { return daemon_->process().Errors(); }

  std::size_t Count(const std::string& text) const {
    const std::string log = Log();
    std::size_t found = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
    return found;
  }

  int StatusOf(const std::string& path) const { return Get(daemon_->port(), path).status; }

  int StatusWith(const std::string& token) const {
    return Send(daemon_->port(),
                {.path = "/api/metrics", .headers = {{"Authorization", "Bearer " + token}}})
        .status;
  }

  // What a site's group holds of one name without labels of its own; NaN where it has none.
  static double PushedValue(const PushgatewayServer& gateway, const std::string& site,
                            const std::string& name) {
    for (const auto& [series, value] : gateway.Pushed()) {
      if (series.name == name && series.labels.at("site") == site) return value;
    }
    return std::nan("");
  }

  static double PrintersOf(const PushgatewayServer& gateway, const std::string& site) {
    return PushedValue(gateway, site, "odin_printers_total");
  }

  // Whether the gateway holds anything of this site.
  static bool HasGroup(const PushgatewayServer& gateway, const std::string& site) {
    return !std::isnan(PushedValue(gateway, site, "odin_agent_source_up"));
  }

  TempDir dir_;
  SampleFarm farm_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace agent::test
