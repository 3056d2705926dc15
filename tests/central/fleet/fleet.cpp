// The centre as it is shipped and five farms, three of them in trouble at once: what Alertmanager
// has of it. Run by ../fleet.sh, not by CTest: it takes minutes, though mostly of waiting.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "central/fleet/centre.hpp"
#include "central/fleet/uplink.hpp"
#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/sample_farm.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

int speed = 4;

// O.D.I.N. and the agent at one place, which reaches the centre through its own uplink.
struct Farm {
  Farm(const Centre& centre, std::string name)
      : site(std::move(name)), uplink(centre.pushgateway_port()) {
    const fs::path folder = centre.AddSite(site, uplink.port());
    fs::copy(folder, at_farm.path(), fs::copy_options::recursive);
    WriteSource();
    Start();
  }

  // What the operator of the farm does with the configuration that add-site.sh printed.
  void WriteSource() const {
    const std::string path = at_farm.path() / "config.yaml";
    std::ifstream in(path);
    std::string config((std::istreambuf_iterator<char>(in)), {});
    static const std::string kShipped = "/srv/odin/odin-data/odin.db";
    config.replace(config.find(kShipped), kShipped.size(), odin.path());
    const auto divided = [](int of_seconds) {
      return std::to_string(of_seconds * 1000 / speed) + "ms";
    };
    std::ofstream(path) << config << "collect: {interval: " << divided(15)
                        << ", timeout: " << divided(10) << ", keep_last_for: " << divided(60)
                        << "}\nlocal: {listen: '127.0.0.1:0'}\n";
  }

  void Start() { agent.emplace(RunWith(at_farm.path() / "config.yaml")); }
  void KillAgent() {
    agent->process().Signal(SIGKILL);
    (void)agent->process().Wait(seconds(10));
  }

  void TakeDatabaseAway() const { fs::rename(odin.folder() / "odin.db", odin.folder() / "away"); }
  void PutDatabaseBack() const { fs::rename(odin.folder() / "away", odin.folder() / "odin.db"); }

  std::string site;
  SampleFarm odin;
  TempDir at_farm;
  Uplink uplink;
  std::optional<Daemon> agent;
};

// Everything, from the first test to the last: each goes on where the one before it ended.
class Fleet : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::cout << "Times are divided by " << speed << "." << std::endl;
    start_ = steady_clock::now();
    centre_ = std::make_unique<Centre>(speed);
    for (const std::string site : {"berlin-1", "lyon-1", "oslo-1", "prague-1", "turin-1"}) {
      farms_[site] = std::make_unique<Farm>(*centre_, site);
    }
  }
  static void TearDownTestSuite() {
    farms_.clear();
    centre_.reset();
  }

  static Farm& At(const std::string& site) { return *farms_.at(site); }

  static void Say(const std::string& what) {
    const duration<double> since = steady_clock::now() - start_;
    std::cout << std::fixed << std::setprecision(1) << std::setw(6) << since.count() << " s  "
              << what << std::endl;
  }

  // The alerts that Alertmanager has; notes in `seen_` and says what has begun or ended.
  static std::set<Alert> Look() {
    const std::set<Alert> now = centre_->Alerts();
    const auto text = [](const Alert& alert) {
      return alert.name + (alert.site.empty() ? "" : " of " + alert.site) +
             (alert.state == "active" ? "" : ", " + alert.state);
    };
    for (const Alert& alert : now) {
      if (!last_.contains(alert)) Say("fires: " + text(alert));
    }
    for (const Alert& alert : last_) {
      if (!now.contains(alert)) Say("ends:  " + text(alert));
    }
    seen_.insert(now.begin(), now.end());
    last_ = now;
    return now;
  }

  static bool EventuallyAlerts(const std::set<Alert>& expected, seconds timeout) {
    return Eventually([&] { return Look() == expected; }, timeout);
  }

  static double Count(const std::string& query) { return centre_->Ask("count(" + query + ")"); }

  static inline steady_clock::time_point start_;
  static inline std::unique_ptr<Centre> centre_;
  static inline std::map<std::string, std::unique_ptr<Farm>> farms_;
  static inline std::set<Alert> last_;
  static inline std::set<Alert> seen_;
};

TEST_F(Fleet, IsUpAndNothingFiresWhileAllIsWell) {
  EXPECT_TRUE(Eventually([] {
    Look();
    return Count("site:odin_up:bool == 1") == 5 && Count("odin_printers_total == 20") == 5;
  })) << Count("site:odin_up:bool");
  // Every rule has been judged with all farms there.
  double judged = NAN;  // until Prometheus has scraped itself
  ASSERT_TRUE(Eventually([&] {
    judged = centre_->Ask("min(prometheus_rule_group_iterations_total)");
    return !std::isnan(judged);
  }));
  EXPECT_TRUE(Eventually(
      [&] {
        Look();
        return centre_->Ask("min(prometheus_rule_group_iterations_total)") >= judged + 2;
      },
      seconds(300)));
  EXPECT_EQ(centre_->Ask("sum(prometheus_rule_evaluation_failures_total)"), 0);
  EXPECT_EQ(seen_, std::set<Alert>());
}

TEST_F(Fleet, FiresTheAlertOfEachOfThreeFaultsAndNoOther) {
  At("berlin-1").KillAgent();
  Say("the agent of berlin-1 is killed");
  At("lyon-1").TakeDatabaseAway();
  Say("the database of lyon-1 is taken away");
  At("prague-1").uplink.Cut();
  Say("the uplink of prague-1 is cut");
  centre_->RetireSite("turin-1");
  Say("turin-1 is retired, though its agent goes on");

  // 4m15s at most to each, by Prometheus' 15 s of scraping and as many of judging.
  EXPECT_TRUE(EventuallyAlerts({{"OdinSiteSilent", "berlin-1", "active"},
                                {"OdinSourceDown", "lyon-1", "active"},
                                {"OdinSiteSilent", "prague-1", "active"},
                                {"OdinSiteVanished", "turin-1", "suppressed"}},
                               seconds(60 + 600 / speed)));
  EXPECT_EQ(Count("site:odin_up:bool == 1"), 2) << "lyon-1 and oslo-1 can be heard";
  EXPECT_THAT(seen_, UnorderedElementsAre(Alert{"OdinSiteSilent", "berlin-1", "active"},
                                          Alert{"OdinSourceDown", "lyon-1", "active"},
                                          Alert{"OdinSiteSilent", "prague-1", "active"},
                                          Alert{"OdinSiteVanished", "turin-1", "suppressed"}));
}

TEST_F(Fleet, GivesAnAlertTheAddressOfItsRunbookAndNotTheBaseAsALabel) {
  const std::string alerts = centre_->AlertsText();
  for (const std::string name : {"odinsitesilent", "odinsitevanished", "odinsourcedown"}) {
    EXPECT_THAT(alerts, HasSubstr("\"runbook_url\":\"file:///etc/odin-centre/README.md#" + name));
  }
  EXPECT_THAT(alerts, Not(HasSubstr("runbook_base")));
}

TEST_F(Fleet, EndsEveryAlertAfterTheRepair) {
  At("berlin-1").Start();
  Say("the agent of berlin-1 is started");
  At("lyon-1").PutDatabaseBack();
  Say("the database of lyon-1 is put back");
  At("prague-1").uplink.Mend();
  Say("the uplink of prague-1 is mended");

  // prague-1's agent may be in its longest backoff, 60 s at any speed.
  EXPECT_TRUE(EventuallyAlerts({{"OdinSiteVanished", "turin-1", "suppressed"}},
                               seconds(120 + 300 / speed)));
  EXPECT_EQ(seen_.size(), 4) << "nothing else has fired meanwhile";
  EXPECT_TRUE(Eventually([] { return Count("site:odin_up:bool == 1") == 4; }));
}

TEST_F(Fleet, RefusesAFarmThatIsRetiredAndTakesItBack) {
  EXPECT_THAT(At("turin-1").agent->process().Errors(), HasSubstr("reason=unauthorized"));
  EXPECT_TRUE(std::isnan(Count("push_time_seconds{site=\"turin-1\"}")));

  const fs::path folder = centre_->AddSite("turin-1", At("turin-1").uplink.port());
  fs::copy(folder / "push.password", At("turin-1").at_farm.path(),
           fs::copy_options::overwrite_existing);
  Say("turin-1 is added again; its agent reads the new password");
  EXPECT_TRUE(EventuallyAlerts({}, seconds(60 + 300 / speed)));
  EXPECT_TRUE(Eventually([] { return Count("site:odin_up:bool == 1") == 5; }));
}

}  // namespace
}  // namespace agent::test

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1) {
    const std::string_view text = argv[1];
    std::from_chars(text.data(), text.data() + text.size(), agent::test::speed);
  }
  return RUN_ALL_TESTS();
}
