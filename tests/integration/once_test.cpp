// `odin-agent once` against a real Pushgateway and promtool.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "integration/agent.hpp"
#include "support/paths.hpp"
#include "support/sample_farm.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

std::set<std::string> ObjectionsToPrescribedNames() {
  return {
      R"(odin_printer_print_hours_total use base unit "seconds" instead of "hours")",
      R"(odin_printers_total non-counter metrics should not have "_total" suffix)",
      R"(odin_spools_total non-counter metrics should not have "_total" suffix)",
  };
}

class Once : public testing::Test {
 protected:
  // Collects and pushes once; what it printed.
  Samples Push() {
    ConfigText config;
    config.site = site_;
    config.database = farm_.path();
    config.pushgateways = {gateway_.url()};
    const Finished once = RunAgent({"once", "--push", "--config", WriteConfig(dir_, config)});
    EXPECT_EQ(once.status, 0) << once.errors;
    printed_ = once.output;
    return ParseSamples(once.output);
  }

  // What promtool objects to in the text printed last, a line each.
  std::set<std::string> Lint() const {
    const Finished check =
        test::Run({ServerProgram("promtool"), "check", "metrics"}, {{}, printed_});
    const std::string text = check.output + check.errors;
    std::set<std::string> lines;
    for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
      end = text.find('\n', begin);
      lines.insert(text.substr(begin, end - begin));
    }
    return lines;
  }

  SampleFarm farm_;
  PushgatewayServer gateway_;
  std::string site_ = "berlin-1";
  std::string printed_;
  TempDir dir_;
};

TEST_F(Once, LeavesInTheGroupWhatItPrints) {
  const Samples printed = Push();
  const Samples pushed = gateway_.Pushed();
  EXPECT_EQ(Difference(WithoutLabels(pushed, {"job", "instance", "site"}), printed), "");
  for (const auto& [series, value] : pushed) {
    EXPECT_EQ(series.labels.at("job"), "odin");
    EXPECT_EQ(series.labels.at("site"), "berlin-1");
  }
}

TEST_F(Once, PrintsTheWholeSetOfTheSampleFarm) {
  const Samples printed = Push();
  EXPECT_EQ(Value(printed, "odin_printers_total"), 20);
  EXPECT_EQ(Value(printed, "odin_printers_online"), 15);
  EXPECT_EQ(Value(printed, "odin_printers_printing") + Value(printed, "odin_printers_idle") +
                Value(printed, "odin_printers_error"),
            15);
  EXPECT_EQ(Value(printed, "odin_queue_depth"), 52);
  EXPECT_EQ(Value(printed, "odin_spools_total"), 25);
  EXPECT_EQ(Value(printed, "odin_spools_low"), 18);
  EXPECT_EQ(Value(printed, "odin_alerts_unread"), 22);
  EXPECT_EQ(printed.at({"odin_jobs_by_status", {{"status", "pending"}}}), 40);
  const std::map<std::string, std::string> apollo{{"printer", "Apollo"}, {"printer_id", "1"}};
  EXPECT_EQ(printed.at({"odin_printer_nozzle_temp_celsius", apollo}), 225.3);
  EXPECT_EQ(printed.at({"odin_printer_print_hours_total", apollo}), 1369.6);
  EXPECT_TRUE(printed.contains({"odin_printer_progress", apollo}));
  EXPECT_EQ(Value(printed, "odin_agent_source_up"), 1);
}

TEST_F(Once, PromtoolObjectsToNothingButTheNamesThatOdinPrescribes) {
  Push();
  EXPECT_EQ(Lint(), ObjectionsToPrescribedNames());
}

TEST_F(Once, ASiteWithAUmlautASlashAndASpaceArrivesAsThat) {
  site_ = "Köln/Halle 2";
  Push();
  const Samples pushed = gateway_.Pushed();
  ASSERT_EQ(Value(pushed, "odin_printers_total"), 20);
  for (const auto& [series, value] : pushed) {
    EXPECT_EQ(series.labels.at("site"), "Köln/Halle 2");
  }
}

TEST_F(Once, ForgetDeletesTheGroupOfItsSiteAlone) {
  Push();
  site_ = "Köln/Halle 2";
  Push();
  const Finished forget = RunAgent({"forget", "--config", (dir_.path() / "config.yaml").string()});
  EXPECT_EQ(forget.status, 0) << forget.output << forget.errors;
  const Samples pushed = gateway_.Pushed();
  ASSERT_EQ(Value(pushed, "odin_printers_total"), 20);
  for (const auto& [series, value] : pushed) EXPECT_EQ(series.labels.at("site"), "berlin-1");
}

TEST_F(Once, NastyPrinterNamesArriveRight) {
  std::string long_name;
  for (int i = 0; i < 100; ++i) long_name += "Ä-1";
  struct Case {
    std::string name;
    std::string arrives;
  };
  const std::vector<Case> cases{
      {"6\" bed", "6\" bed"},
      {"back\\slash\\n", "back\\slash\\n"},
      {"two\nlines", "two\nlines"},
      {"{braces=\"1\"},", "{braces=\"1\"},"},
      {"🖨️ eins", "🖨️ eins"},
      {long_name, long_name},
      {"bad \xff\xfe utf-8", "bad \uFFFD\uFFFD utf-8"},
      {"cut short \xe2\x82", "cut short \uFFFD"},
      {std::string("nul\0inside", 10), "nul\uFFFDinside"},
      {"tab\tand\rreturn", "tab\tand\rreturn"},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) farm_.Rename(int(i) + 1, cases[i].name);
  const Samples printed = Push();
  const Samples pushed = gateway_.Pushed();
  EXPECT_EQ(Difference(WithoutLabels(pushed, {"job", "instance", "site"}), printed), "");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_TRUE(
        printed.contains({"odin_printer_print_count_total",
                          {{"printer", cases[i].arrives}, {"printer_id", std::to_string(i + 1)}}}))
        << cases[i].arrives;
  }
  EXPECT_EQ(Lint(), ObjectionsToPrescribedNames());
}

TEST_F(Once, TwoPrintersOfOneNicknameStayTwo) {
  farm_.Rename(1, "twin");
  farm_.Rename(2, "twin");
  Push();
  int twins = 0;
  for (const auto& [series, value] : gateway_.Pushed()) {
    if (series.name == "odin_printer_print_count_total") {
      twins += series.labels.at("printer") == "twin";
    }
  }
  EXPECT_EQ(twins, 2);
}

TEST_F(Once, ReadsADatabaseWhoseOdinIsStoppedAndLeavesNothingBeside) {
  farm_.StopWriter();
  EXPECT_EQ(Value(Push(), "odin_printers_total"), 20);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(farm_.folder())) {
    EXPECT_EQ(entry.path().filename(), "odin.db");
    ++files;
  }
  EXPECT_EQ(files, 1);
}

}  // namespace
}  // namespace agent::test
