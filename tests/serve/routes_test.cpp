#include "agent/serve/routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/base/file.hpp"
#include "support/paths.hpp"

namespace agent::serve {
namespace {

std::string_view LabelOf(std::string_view target) { return RouteLabel(FindRoute(target)); }

TEST(Routes, FindsEveryServedPath) {
  EXPECT_EQ(LabelOf("/api/metrics"), "/api/metrics");
  EXPECT_EQ(LabelOf("/metrics"), "/metrics");
  EXPECT_EQ(LabelOf("/-/healthy"), "/-/healthy");
  EXPECT_EQ(LabelOf("/-/ready"), "/-/ready");
  EXPECT_EQ(LabelOf("/"), "/");
  for (const Route& route : Routes()) EXPECT_EQ(FindRoute(route.path), &route) << route.path;
}

TEST(Routes, TakesNoOtherSpellingOfAPath) {
  for (const char* path : {"",
                           "*",
                           "/API/metrics",
                           "/api/./metrics",
                           "/x/../metrics",
                           "/api/%2e/metrics",
                           "/api%2Fmetrics",
                           "/metrics%2F",
                           "/metrics%00",
                           "/metrics%",
                           "/metric%7",
                           "/metrics%20",
                           "/%256detrics",
                           "/-/ready?",
                           "/-/ready%3f",
                           "metrics",
                           "http:///metrics",
                           "http://me:it@localhost/metrics",
                           "ftp://a/metrics",
                           "localhost:9465",
                           "http:/metrics"}) {
    EXPECT_EQ(LabelOf(path), "other") << path;
  }
}

TEST(Routes, TakesASlashTooManyAsItIsMeant) {
  for (const char* path : {"/api/metrics/", "//api/metrics", "/api//metrics", "///api/metrics//",
                           "http://localhost/api/metrics/"}) {
    EXPECT_EQ(LabelOf(path), "/api/metrics") << path;
  }
  EXPECT_EQ(LabelOf("/metrics/"), "/metrics");
  EXPECT_EQ(LabelOf("/-/healthy/"), "/-/healthy");
  EXPECT_EQ(LabelOf("/-/ready/"), "/-/ready");
  EXPECT_EQ(LabelOf("//"), "/");
}

TEST(Routes, ReadsAnEncodingThatMeansTheSame) {
  EXPECT_EQ(LabelOf("/%61pi/m%65trics"), "/api/metrics");
  EXPECT_EQ(LabelOf("/%6Detrics"), "/metrics");
  EXPECT_EQ(LabelOf("/%2d/healthy"), "/-/healthy");
}

TEST(Routes, FindsThePathOfAWholeUrl) {
  EXPECT_EQ(LabelOf("http://localhost:9465/api/metrics"), "/api/metrics");
  EXPECT_EQ(LabelOf("https://[::1]/-/healthy"), "/-/healthy");
  EXPECT_EQ(LabelOf("http://farm.example"), "/");
}

TEST(Routes, LabelsAPathAsItIsServed) {
  for (const Route& route : Routes()) EXPECT_EQ(LabelOf(route.path), route.path);
  EXPECT_EQ(LabelOf("/favicon.ico"), "other");
}

TEST(Routes, OnlyTheHealthChecksNeedNoCredentials) {
  for (const Route& route : Routes()) {
    EXPECT_EQ(route.needs_credentials, !route.path.starts_with("/-/")) << route.path;
  }
}

TEST(Routes, AreInTheTableOfThePaths) {
  const std::string page = base::ReadSmallFile(test::SourcePath("deploy/central/README.md"));
  for (const Route& route : Routes()) {
    const std::string row = "\n[|] [^|]*`" + std::string(route.path) + "`";
    EXPECT_TRUE(testing::Value(page, testing::ContainsRegex(row)))
        << "deploy/central/README.md has no row of " << route.path;
  }
}

}  // namespace
}  // namespace agent::serve
