// The shipped rules as text: what each must have beside a right expression. What they do is tested
// by promtool, with the files in tests/central/rules.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cctype>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pages/page.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

// Every rule of deploy/central/rules with this key, "alert" or "record".
std::vector<YAML::Node> RulesWith(const std::string& key) {
  std::vector<YAML::Node> found;
  for (const auto& file : fs::directory_iterator(SourcePath("deploy/central/rules"))) {
    for (const YAML::Node& group : YAML::LoadFile(file.path())["groups"]) {
      for (const YAML::Node& rule : group["rules"]) {
        if (rule[key]) found.push_back(rule);
      }
    }
  }
  return found;
}

std::string Text(const YAML::Node& node) { return node ? node.as<std::string>() : std::string(); }

// Those that tell why a farm is not up, or what "up" is made of.
const std::set<std::string> kNotGated{"PushgatewayDown",
                                      "PushgatewayBadPush",
                                      "OdinPushRejected",
                                      "OdinSiteSilent",
                                      "OdinSiteVanished",
                                      "site:odin_last_push:timestamp_seconds",
                                      "site:odin_push_age:seconds",
                                      "site:odin_up:bool"};

bool IsGated(const std::string& expression) {
  static const std::string kGate = "and on (site) (site:odin_up:bool == 1)";
  const std::size_t last = expression.find_last_not_of(" \n");
  return last != std::string::npos && expression.substr(0, last + 1).ends_with(kGate);
}

// What the promtool tests expect of an alert: firing somewhere, and nothing somewhere.
struct Cases {
  bool firing = false;
  bool silent = false;
};

std::map<std::string, Cases> TestedAlerts() {
  static const std::string kName = "alertname=\"";
  std::map<std::string, Cases> tested;
  for (const auto& file : fs::directory_iterator(SourcePath("tests/central/rules"))) {
    for (const YAML::Node& test : YAML::LoadFile(file.path())["tests"]) {
      for (const YAML::Node& query : test["promql_expr_test"]) {
        const auto expression = query["expr"].as<std::string>();
        if (query["exp_samples"].size() == 0) {
          const std::size_t name = expression.find(kName);
          if (name == std::string::npos) continue;
          const std::size_t begin = name + kName.size();
          tested[expression.substr(begin, expression.find('"', begin) - begin)].silent = true;
          continue;
        }
        for (const YAML::Node& sample : query["exp_samples"]) {
          for (const std::string& text : {expression, Text(sample["labels"])}) {
            const std::size_t name = text.find(kName);
            if (name == std::string::npos) continue;
            const std::size_t begin = name + kName.size();
            tested[text.substr(begin, text.find('"', begin) - begin)].firing = true;
          }
        }
      }
    }
  }
  return tested;
}

std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

TEST(CentreRules, HaveEveryAlertThatAnOperatorOfManyFarmsNeeds) {
  std::set<std::string> names;
  for (const YAML::Node& rule : RulesWith("alert")) {
    EXPECT_TRUE(names.insert(Text(rule["alert"])).second) << "twice: " << rule["alert"];
  }
  const std::set<std::string> expected{
      "OdinSiteSilent",     "OdinSiteVanished",     "OdinPushRejected", "PushgatewayDown",
      "PushgatewayBadPush", "OdinDuplicateGroup",   "OdinSourceDown",   "OdinAgentClockSkew",
      "OdinFarmDark",       "OdinPrintersMissing",  "OdinNewErrors",    "OdinFailureBurst",
      "OdinPrintStalled",   "OdinHotNotPrinting",   "OdinThermalLimit", "OdinIdleWithQueue",
      "OdinBacklog",        "OdinSpoolsRunningLow", "OdinOrdersStuck",  "OdinAlertsUnread",
      "OdinMaintenanceDue", "OdinDbRolledBack"};
  EXPECT_EQ(names, expected);
}

TEST(CentreRules, SayNothingOfAFarmThatIsNotUpButItsSilence) {
  for (const std::string key : {"alert", "record"}) {
    for (const YAML::Node& rule : RulesWith(key)) {
      const std::string name = Text(rule[key]);
      EXPECT_EQ(IsGated(Text(rule["expr"])), !kNotGated.contains(name)) << name;
    }
  }
}

TEST(CentreRules, HaveForEveryAlertASeverityASummaryAndWhatToDo) {
  for (const YAML::Node& rule : RulesWith("alert")) {
    const std::string name = Text(rule["alert"]);
    const YAML::Node annotations = rule["annotations"];
    const std::set<std::string> severities{"critical", "warning", "info"};
    EXPECT_TRUE(severities.contains(Text(rule["labels"]["severity"]))) << name;
    EXPECT_FALSE(Text(annotations["summary"]).empty()) << name;
    EXPECT_GT(Text(annotations["description"]).size(), 80) << name;
  }
}

TEST(CentreRules, LinkEveryAlertToItsRunbookFromOneBase) {
  const Page page = ReadPage("deploy/central/README.md");
  for (const YAML::Node& rule : RulesWith("alert")) {
    const std::string name = Text(rule["alert"]);
    EXPECT_EQ(Text(rule["annotations"]["runbook_url"]),
              "{{ $externalLabels.runbook_base }}#" + LowerCase(name));
    EXPECT_TRUE(page.anchors.contains(LowerCase(name))) << "no runbook of " << name;
  }
}

TEST(CentreRules, HaveARunbookThatSaysTheSeverityAndWhatToDo) {
  const Page page = ReadPage("deploy/central/README.md");
  for (const YAML::Node& rule : RulesWith("alert")) {
    const std::string name = Text(rule["alert"]);
    std::string runbook;
    for (const std::string& line : SectionOf(page, name)) runbook += line + '\n';
    EXPECT_TRUE(runbook.starts_with("\n**" + Text(rule["labels"]["severity"]) + ".** ")) << name;
    EXPECT_NE(runbook.find("\n1. "), std::string::npos) << name;
  }
}

// The base is an absolute address, and no alert carries it as a label.
TEST(CentreRules, HaveTheBaseOfTheirRunbooksAsOneSettingOfPrometheus) {
  const YAML::Node config = YAML::LoadFile(SourcePath("deploy/central/prometheus.yml"));
  const std::string base = Text(config["global"]["external_labels"]["runbook_base"]);
  EXPECT_NE(base.find("://"), std::string::npos) << base;
  EXPECT_TRUE(base.ends_with("README.md")) << base;
  bool is_dropped = false;
  for (const YAML::Node& step : config["alerting"]["alert_relabel_configs"]) {
    is_dropped |= Text(step["action"]) == "labeldrop" && Text(step["regex"]) == "runbook_base";
  }
  EXPECT_TRUE(is_dropped);
}

// %q alone writes a label's value as the string that PromQL reads back as that value.
TEST(CentreRules, PutNoNameIntoAQueryButWithPercentQ) {
  int queries = 0;
  for (const YAML::Node& rule : RulesWith("alert")) {
    for (const auto& annotation : rule["annotations"]) {
      const std::string text = Text(annotation.second);
      for (std::size_t at = text.find("printf \""); at != std::string::npos;
           at = text.find("printf \"", at + 1)) {
        const std::string format = text.substr(at, text.find("query", at) - at);
        ++queries;
        EXPECT_NE(format.find("%q"), std::string::npos) << format;
        for (const char* const other : {"%s", "%v", "'%", "\"%", "`%"}) {
          EXPECT_EQ(format.find(other), std::string::npos) << format;
        }
      }
    }
  }
  EXPECT_GT(queries, 0);
}

TEST(CentreRules, AreTestedFiringAndNotFiring) {
  const std::map<std::string, Cases> tested = TestedAlerts();
  for (const YAML::Node& rule : RulesWith("alert")) {
    const std::string name = Text(rule["alert"]);
    ASSERT_TRUE(tested.contains(name)) << name;
    EXPECT_TRUE(tested.at(name).firing) << name;
    EXPECT_TRUE(tested.at(name).silent) << name;
  }
}

}  // namespace
}  // namespace agent::test
