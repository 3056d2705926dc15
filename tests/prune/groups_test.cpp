#include "agent/prune/groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace agent::prune {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string Reply(const std::string& groups) {
  return R"({"status":"success","data":[)" + groups + "]}";
}

std::string Times(const std::string& push, const std::string& failure) {
  return R"("push_failure_time_seconds":{"type":"GAUGE","metrics":[{"labels":{"job":"no"},"value":")" +
         failure +
         R"("}]},"push_time_seconds":{"type":"GAUGE","help":"H","metrics":[{"labels":{},"value":")" +
         push + R"("}]})";
}

// As Pushgateway 1.5.1 writes it, with a summary in it.
TEST(ParseGroups, ReadsLabelsAndTimesAndPassesOverWhatWasPushed) {
  const ParsedGroups parsed = ParseGroups(Reply(
      R"({"a":{"time_stamp":"2026-11-25T03:47:32.2Z","type":"UNTYPED","metrics":[{"labels":)"
      R"({"instance":"","job":"other","site":"elsewhere"},"value":"1"}]},"h":{"type":"SUMMARY",)"
      R"("metrics":[{"count":"1","labels":{},"quantiles":{"0.5":"2"},"sum":"2"}]},)"
      R"("labels":{"job":"odin","site":"K\u00f6ln/Halle 2","zone":""},"last_push_successful":true,)" +
      Times("1.7955784522814612e+09", "12") + "}," + R"({"labels":{"job":"x"},)" + Times("5", "0") +
      "}"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_THAT(
      parsed.groups,
      ElementsAre(
          Group{{{"job", "odin"}, {"site", "Köln/Halle 2"}, {"zone", ""}}, 1795578452.2814612, 12},
          Group{{{"job", "x"}}, 5, 0}));
}

TEST(ParseGroups, ReadsAPushgatewayWithoutGroups) {
  const ParsedGroups parsed = ParseGroups(Reply(""));
  EXPECT_EQ(parsed.error, "");
  EXPECT_THAT(parsed.groups, IsEmpty());
}

TEST(ParseGroups, KnowsALabelThatJsonCouldNotCarry) {
  const ParsedGroups parsed =
      ParseGroups(Reply(R"({"labels":{"job":"odin","site":"\ufffd"},)" + Times("0", "7") + "}"));
  ASSERT_EQ(parsed.groups.size(), 1U);
  EXPECT_FALSE(parsed.groups[0].has_exact_labels);
}

// Its JSON comes in the place of the group's labels, and nothing of it is taken for them.
TEST(ParseGroups, LeavesOutAGroupWhoseLabelsAMetricHides) {
  const ParsedGroups parsed = ParseGroups(
      Reply(R"({"labels":{"time_stamp":"t","type":"GAUGE","help":"h","metrics":[{"labels":{"job":)"
            R"("odin","site":"x"},"value":"1"}]},)" +
            Times("1", "0") + "}"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_THAT(parsed.groups, IsEmpty());
}

TEST(ParseGroups, TakesNothingFromWhatIsNoSuchReply) {
  const std::string deep(100'000, '[');
  const std::pair<std::string, std::string> cases[] = {
      {"", "is no JSON"},
      {"<html>", "is no JSON"},
      {R"({"status":"success","data":[{"labels":{"job":"odin"},)" + Times("1", "0"), "is no JSON"},
      {R"({"status":"success"})", "has no groups"},
      {R"({"status":"error","data":[]})", "has no groups"},
      {"[]", "has no groups"},
      {"7", "has no groups"},
      {R"("data")", "has no groups"},
      {R"({"status":"success","data":{}})", "has no groups"},
      {deep, "is nested too deeply"},
      {Reply(R"({"labels":{"job":"odin"}})"), R"(when {job="odin"} was pushed)"},
      {Reply(R"({"labels":{"job":"odin"},)" + Times("soon", "0") + "}"), "was pushed"},
  };
  for (const auto& [json, error] : cases) {
    const ParsedGroups parsed = ParseGroups(json);
    EXPECT_THAT(parsed.error, HasSubstr(error)) << json.substr(0, 80);
    EXPECT_THAT(parsed.groups, IsEmpty());
  }
}

TEST(DescribeGroup, IsOneShortLine) {
  EXPECT_EQ(DescribeGroup({{{"job", "odin"}, {"site", "a\nb"}}}), "{job=\"odin\",site=\"a b\"}");
  EXPECT_LT(DescribeGroup({{{"job", std::string(10'000, 'x')}}}).size(), 200U);
}

}  // namespace
}  // namespace agent::prune
