// What a real Alertmanager holds back with the shipped alertmanager.yml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "central/alerts.hpp"
#include "support/eventually.hpp"
#include "support/paths.hpp"
#include "support/process.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

class ShippedAlertmanager : public testing::Test {
 protected:
  // Name and site.
  void Fire(const std::vector<std::pair<std::string, std::string>>& alerts) const {
    for (const auto& [name, site] : alerts) {
      std::vector<std::string> command{ServerProgram("amtool"), "alert", "add", name};
      command.push_back("--alertmanager.url=http://127.0.0.1:" + std::to_string(server_.port()));
      if (!site.empty()) command.push_back("site=" + site);
      const Finished added = test::Run(command);
      ASSERT_EQ(added.status, 0) << added.errors;
    }
  }

  void ExpectAlerts(const std::set<Alert>& expected) const {
    std::set<Alert> alerts;
    EXPECT_TRUE(Eventually(
        [&] {
          alerts = AlertsAt(server_.port());
          return alerts == expected;
        },
        std::chrono::seconds(30)));
    EXPECT_THAT(alerts, testing::UnorderedElementsAreArray(expected));
  }

  AlertmanagerServer server_{SourcePath("deploy/central/alertmanager.yml")};
};

TEST_F(ShippedAlertmanager, HoldsBackEverythingOfASilentSiteButWhyItIsSilent) {
  Fire({{"OdinSiteSilent", "a"},
        {"OdinThermalLimit", "a"},
        {"OdinPushRejected", "a"},
        {"OdinSiteVanished", "b"},
        {"OdinSourceDown", "b"},
        {"OdinThermalLimit", "c"},
        {"PushgatewayBadPush", ""}});
  ExpectAlerts({{"OdinSiteSilent", "a", "active"},
                {"OdinThermalLimit", "a", "suppressed"},
                {"OdinPushRejected", "a", "active"},
                {"OdinSiteVanished", "b", "active"},
                {"OdinSourceDown", "b", "suppressed"},
                {"OdinThermalLimit", "c", "active"},
                {"PushgatewayBadPush", "", "active"}});
}

TEST_F(ShippedAlertmanager, TellsOfNoSiteWhileThePushgatewayIsDown) {
  Fire({{"PushgatewayDown", ""}, {"OdinSiteSilent", "a"}, {"OdinSiteVanished", "b"}});
  ExpectAlerts({{"PushgatewayDown", "", "active"},
                {"OdinSiteSilent", "a", "suppressed"},
                {"OdinSiteVanished", "b", "suppressed"}});
}

TEST_F(ShippedAlertmanager, HoldsBackOfADarkFarmOnlyWhatTheDarknessExplains) {
  Fire({{"OdinFarmDark", "a"},
        {"OdinIdleWithQueue", "a"},
        {"OdinAgentClockSkew", "a"},
        {"OdinIdleWithQueue", "b"}});
  ExpectAlerts({{"OdinFarmDark", "a", "active"},
                {"OdinIdleWithQueue", "a", "suppressed"},
                {"OdinAgentClockSkew", "a", "active"},
                {"OdinIdleWithQueue", "b", "active"}});
}

}  // namespace
}  // namespace agent::test
