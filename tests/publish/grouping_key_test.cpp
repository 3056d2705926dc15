#include "agent/publish/grouping_key.hpp"

#include <gtest/gtest.h>

namespace agent::publish {
namespace {

TEST(GroupPath, WritesEachValueSoThatThePushgatewayReadsItBack) {
  const struct {
    std::string_view site;
    std::string_view path;
  } cases[] = {
      {"berlin-1", "/site/berlin-1"},
      {"a.b_c~d", "/site/a.b_c~d"},
      {"Halle 2", "/site/Halle%202"},
      {"Köln", "/site/K%C3%B6ln"},
      {"100%", "/site/100%25"},
      {"a?b#c+d&e=f", "/site/a%3Fb%23c%2Bd%26e%3Df"},
      {"a\\b\"c", "/site/a%5Cb%22c"},
      {"a@base64", "/site/a%40base64"},
      {"...", "/site/..."},
      {"", "/site@base64/="},
      {".", "/site@base64/Lg=="},
      {"..", "/site@base64/Li4="},
      {"/", "/site@base64/Lw=="},
      {"Köln/Halle 2", "/site@base64/S8O2bG4vSGFsbGUgMg=="},
      {"a/?>~", "/site@base64/YS8_Pn4="},
  };
  for (const auto& [site, path] : cases) {
    EXPECT_EQ(GroupPath("odin", site), "/metrics/job/odin" + std::string(path)) << site;
  }
}

TEST(GroupPath, WritesTheJobByTheSameRules) {
  EXPECT_EQ(GroupPath("print farm", "x"), "/metrics/job/print%20farm/site/x");
  EXPECT_EQ(GroupPath("a/b", "x"), "/metrics/job@base64/YS9i/site/x");
}

TEST(GroupPath, WritesEveryLabelOfAGroupAfterItsJob) {
  EXPECT_EQ(GroupPath({{"job", "odin"}}), "/metrics/job/odin");
  EXPECT_EQ(GroupPath({{"a", "1/2"}, {"job", "odin"}, {"site", "Halle 2"}, {"zone", ""}}),
            "/metrics/job/odin/a@base64/MS8y/site/Halle%202/zone@base64/=");
}

}  // namespace
}  // namespace agent::publish
