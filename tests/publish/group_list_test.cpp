#include "agent/publish/group_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace agent::publish {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string Reply(const std::string& groups) {
  return R"({"status":"success","data":[)" + groups + "]}";
}

// Read in pieces of that many bytes.
GroupList ReadGroups(std::string_view json, std::size_t piece = 1000) {
  GroupListReader reader("odin");
  for (; !json.empty(); json.remove_prefix(std::min(piece, json.size()))) {
    if (!reader.Take(json.substr(0, piece))) break;
  }
  return reader.End();
}

std::string Times(const std::string& push, const std::string& failure) {
  return R"("push_failure_time_seconds":{"type":"GAUGE","metrics":[{"labels":{"job":"no"},"value":")" +
         failure +
         R"("}]},"push_time_seconds":{"type":"GAUGE","help":"H","metrics":[{"labels":{},"value":")" +
         push + R"("}]})";
}

// As Pushgateway 1.5.1 writes it, with a summary in it.
TEST(GroupListReader, ReadsLabelsAndTimesAndPassesOverWhatWasPushed) {
  const std::string reply = Reply(
      R"({"a":{"time_stamp":"2026-11-25T03:47:32.2Z","type":"UNTYPED","metrics":[{"labels":)"
      R"({"instance":"","job":"other","site":"elsewhere"},"value":"1"}]},"h":{"type":"SUMMARY",)"
      R"("metrics":[{"count":"1","labels":{},"quantiles":{"0.5":"2"},"sum":"2"}]},)"
      R"("labels":{"job":"odin","site":"K\u00f6ln/Halle 2","zone":""},"last_push_successful":true,)" +
      Times("1.7955784522814612e+09", "12") + "}," + R"({"labels":{"job":"x"},)" + Times("5", "0") +
      "}," + R"({"labels":{"job":"odin"},)" + Times("6", "0") + "}");
  for (const std::size_t piece : {1, 2, 3, 7, 10'000}) {
    const GroupList parsed = ReadGroups(reply, piece);
    EXPECT_EQ(parsed.error, "");
    EXPECT_EQ(parsed.left_out, 0U);
    EXPECT_THAT(parsed.groups,
                ElementsAre(ListedGroup{{{"job", "odin"}, {"site", "Köln/Halle 2"}, {"zone", ""}},
                                        1795578452.2814612,
                                        12},
                            ListedGroup{{{"job", "odin"}}, 6, 0}));
  }
}

TEST(GroupListReader, KeepsTheGroupsOfThatVeryJob) {
  std::string groups;
  for (const char* const labels :
       {R"("job":"odin")", R"("job":"odin2","site":"odin")", R"("site":"odin")", R"("job":"")"}) {
    groups += std::string(groups.empty() ? "" : ",") + "{\"labels\":{" + labels + "}," +
              Times("7", "0") + "}";
  }
  const GroupList parsed = ReadGroups(Reply(groups));
  EXPECT_EQ(parsed.error, "");
  EXPECT_THAT(parsed.groups, ElementsAre(ListedGroup{{{"job", "odin"}}, 7, 0}));
}

TEST(GroupListReader, ReadsAPushgatewayWithoutGroups) {
  const GroupList parsed = ReadGroups(Reply(""));
  EXPECT_EQ(parsed.error, "");
  EXPECT_THAT(parsed.groups, IsEmpty());
}

// Go writes the character itself, and \ufffd in the place of what is no UTF-8.
TEST(GroupListReader, TellsTheReplacementCharacterFromWhatItReplaces) {
  const GroupList parsed = ReadGroups(
      Reply("{\"labels\":{\"job\":\"odin\",\"site\":\"a\xEF\xBF\xBD\"}," + Times("7", "0") + "}"));
  ASSERT_EQ(parsed.groups.size(), 1U);
  EXPECT_TRUE(parsed.groups[0].has_exact_labels);
  EXPECT_EQ(parsed.groups[0].labels.at("site"), "a\xEF\xBF\xBD");
}

TEST(GroupListReader, KnowsALabelThatJsonCouldNotCarry) {
  const GroupList parsed =
      ReadGroups(Reply(R"({"labels":{"job":"odin","site":"\ufffd"},)" + Times("0", "7") + "}"));
  ASSERT_EQ(parsed.groups.size(), 1U);
  EXPECT_FALSE(parsed.groups[0].has_exact_labels);
}

// Its JSON comes in the place of the group's labels, and nothing of it is taken for them.
TEST(GroupListReader, LeavesOutAGroupWhoseLabelsAMetricHides) {
  const GroupList parsed = ReadGroups(
      Reply(R"({"labels":{"time_stamp":"t","type":"GAUGE","help":"h","metrics":[{"labels":{"job":)"
            R"("odin","site":"x"},"value":"1"}]},)" +
            Times("1", "0") + "}"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_THAT(parsed.groups, IsEmpty());
}

TEST(GroupListReader, TakesNothingFromWhatIsNoSuchReply) {
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
      {Reply("") + "x", "is no JSON from byte 31 on"},
      {R"({"status":"success","data":[],})", "is no JSON from byte 31"},
      {R"({"status":"success","data":[] "a":1})", "is no JSON"},
      {R"({"status":"success","data":[tru]})", "is no JSON"},
      {R"({"status":"success","data":[1,]})", "is no JSON"},
      {R"({"status":"success","data":[-]})", "is no JSON"},
      {R"({"status":"success","data":["\x"]})", "is no JSON"},
      {R"({"status":"success","data":["\u12g4"]})", "is no JSON"},
      {"{\"status\":\"success\",\"data\":[\"a\nb\"]}", "is no JSON"},
      {R"({"status":"success","data":[}])", "is no JSON"},
      {Reply(R"({"labels":{"job":"odin"}})"), R"(when {job="odin"} was pushed)"},
      {Reply(R"({"labels":{"job":"odin"},)" + Times("soon", "0") + "}"), "was pushed"},
  };
  for (const auto& [json, error] : cases) {
    const GroupList parsed = ReadGroups(json);
    EXPECT_THAT(parsed.error, HasSubstr(error)) << json.substr(0, 80);
    EXPECT_THAT(parsed.groups, IsEmpty());
  }
}

// Names of farms that are well come through, whatever others push.
TEST(GroupListReader, KeepsTheSmallGroupsWhereAllAreTooMuch) {
  const std::string label(1'000'000, 'x');
  std::string groups;
  for (int i = 0; i < 40; ++i) {
    groups += R"({"labels":{"job":"odin","site":")" + std::to_string(i) + label + "\"}," +
              Times("7", "0") + R"(},{"labels":{"job":"odin","site":"honest-)" + std::to_string(i) +
              "\"}," + Times("7", "0") + "},";
  }
  groups.pop_back();
  const GroupList parsed = ReadGroups(Reply(groups), 16'384);
  EXPECT_EQ(parsed.error, "");
  std::size_t honest = 0;
  for (const ListedGroup& group : parsed.groups)
    honest += group.labels.at("site").starts_with("honest");
  EXPECT_EQ(honest, 40U);
  EXPECT_GT(parsed.groups.size(), 40U);
  EXPECT_EQ(parsed.groups.size() + parsed.left_out, 80U);
}

TEST(GroupListReader, LeavesOutAGroupOfMoreLabelsThanAllMayTake) {
  std::string labels = R"("job":"odin")";
  for (int i = 0; i < 100'000; ++i) labels += ",\"l" + std::to_string(i) + "\":\"\"";
  const GroupList parsed =
      ReadGroups(Reply("{\"labels\":{" + labels + "}," + Times("7", "0") +
                       R"(},{"labels":{"job":"odin"},)" + Times("8", "0") + "}"));
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.left_out, 1U);
  EXPECT_THAT(parsed.groups, ElementsAre(ListedGroup{{{"job", "odin"}}, 8, 0}));
}

TEST(DescribeGroup, IsOneShortLine) {
  EXPECT_EQ(DescribeGroup({{{"job", "odin"}, {"site", "a\nb"}}}), "{job=\"odin\",site=\"a b\"}");
  EXPECT_LT(DescribeGroup({{{"job", std::string(10'000, 'x')}}}).size(), 200U);
}

}  // namespace
}  // namespace agent::publish
