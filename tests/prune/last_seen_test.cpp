#include "agent/prune/last_seen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/base/file.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

namespace agent::prune {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

publish::ListedGroup Of(std::map<std::string, std::string> labels, double push_time) {
  return {std::move(labels), push_time, 0};
}

TEST(LastSeen, FollowsTheSitesThatAreThereAndKeepsThoseThatAreNot) {
  LastSeen seen{{"gone", 100}, {"here", 100}};
  Update(seen, {Of({{"job", "odin"}, {"site", "here"}}, 200),
                Of({{"job", "odin"}, {"site", "new"}}, 300)});
  EXPECT_THAT(seen, ElementsAre(Pair("gone", 100), Pair("here", 200), Pair("new", 300)));
}

TEST(LastSeen, IsTheNewestOfASitesGroups) {
  LastSeen seen;
  Update(seen, {Of({{"job", "odin"}, {"site", "x"}, {"zone", "a"}}, 200),
                Of({{"job", "odin"}, {"site", "x"}, {"zone", "b"}}, 300),
                Of({{"job", "odin"}, {"site", "x"}}, 100)});
  EXPECT_THAT(seen, ElementsAre(Pair("x", 300)));
}

TEST(LastSeen, IsNotToldByNamelessSitesAndRefusedPushes) {
  LastSeen seen{{"x", 100}};
  Update(seen, {Of({{"job", "odin"}}, 500), Of({{"job", "odin"}, {"site", ""}}, 500),
                Of({{"job", "odin"}, {"site", "x"}}, 0)});
  EXPECT_THAT(seen, ElementsAre(Pair("x", 100)));
}

TEST(LastSeen, ComesBackFromItsFile) {
  const test::TempDir dir;
  const LastSeen seen{
      {"Köln/Halle 2", 1795578452.2814612}, {"a\"b\\c\nd\\n", 1}, {"}", 2}, {"{site=\"x\"} 5", 3}};
  EXPECT_EQ(ReadLastSeen(dir.Write("odin.prom", RenderLastSeen(seen))), seen);
  EXPECT_THAT(ReadLastSeen(dir.Write("none.prom", RenderLastSeen({}))), IsEmpty());
  EXPECT_THAT(ReadLastSeen(dir.path() / "absent.prom"), IsEmpty());
}

TEST(LastSeen, IsATextExposition) {
  const test::Samples samples = test::ParseSamples(RenderLastSeen({{"a\"b", 5}}));
  EXPECT_THAT(samples,
              ElementsAre(Pair(
                  test::Series{"odin_site_last_seen_timestamp_seconds", {{"site", "a\"b"}}}, 5)));
}

TEST(LastSeen, MayBeEditedByAPerson) {
  const test::TempDir dir;
  EXPECT_THAT(ReadLastSeen(dir.Write("odin.prom",
                                     "# a remark\r\n\n"
                                     "odin_site_last_seen_timestamp_seconds{site=\"x\"}   5  \r\n"
                                     "odin_site_last_seen_timestamp_seconds{site=\"y\"} 1e3")),
              ElementsAre(Pair("x", 5), Pair("y", 1000)));
}

TEST(LastSeen, DoesNotRememberNamesThatAreTooLongOrThatJsonCannotCarry) {
  LastSeen seen;
  publish::ListedGroup unnameable = Of({{"job", "odin"}, {"site", "\xEF\xBF\xBD"}}, 5);
  unnameable.has_exact_labels = false;
  Update(seen, {Of({{"job", "odin"}, {"site", std::string(kLongestSiteName + 1, 'x')}}, 5),
                Of({{"job", "odin"}, {"site", std::string(kLongestSiteName, 'y')}}, 5),
                Of({{"job", "odin"}, {"site", "caf\xEF\xBF\xBD"}}, 5), unnameable});
  EXPECT_THAT(seen,
              ElementsAre(Pair("caf\xEF\xBF\xBD", 5), Pair(std::string(kLongestSiteName, 'y'), 5)));
}

TEST(LastSeen, ForgetsTheSitesThatHaveBeenSilentLongestWhenThereAreTooMany) {
  LastSeen seen{{"old", 1}, {"older", 0}};
  std::vector<publish::ListedGroup> groups;
  for (std::size_t i = 1; i < kMostSites; ++i) {
    groups.push_back(Of({{"job", "odin"}, {"site", "s" + std::to_string(i)}}, 100));
  }
  Update(seen, groups);
  EXPECT_EQ(seen.size(), kMostSites);
  EXPECT_TRUE(seen.contains("old"));
  EXPECT_FALSE(seen.contains("older"));
}

// What an earlier version wrote, which then could not read it any more.
TEST(LastSeen, ReadsOnWhereAFileHasGrownByNamesOfMegabytes) {
  const test::TempDir dir;
  LastSeen seen{{"berlin-1", 5}};
  for (int i = 0; i < 17; ++i) seen[std::to_string(i) + std::string(1'000'000, 'x')] = i;
  EXPECT_THAT(ReadLastSeen(dir.Write("odin.prom", RenderLastSeen(seen))),
              ElementsAre(Pair("berlin-1", 5)));
}

// Whatever it is would be lost with the next writing.
TEST(LastSeen, RefusesAFileOfSomebodyElse) {
  const test::TempDir dir;
  const std::string name = "odin_site_last_seen_timestamp_seconds";
  for (const std::string& line :
       {std::string("node_boot_time_seconds 5"), name + " 5", name + "{site=\"x} 5",
        name + "{site=\"x\"}", name + "{site=\"x\"} five", name + "{site=\"x\",job=\"y\"} 5",
        name + "{site=\"\\x\"} 5", name + "{site=\"x\\", name + "{site=\"x\"} 5 7"}) {
    const std::string path = dir.Write("odin.prom", "# HELP\n" + line + "\n");
    try {
      static_cast<void>(ReadLastSeen(path));
      ADD_FAILURE() << line;
    } catch (const base::FileError& error) {
      EXPECT_THAT(error.what(), HasSubstr(path + ":2: ")) << line;
    }
  }
}

}  // namespace
}  // namespace agent::prune
