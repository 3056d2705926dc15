#include "agent/serve/routes.hpp"

#include <gtest/gtest.h>

namespace agent::serve {
namespace {

TEST(Routes, FindsEveryServedPath) {
  EXPECT_EQ(FindRoute("/api/metrics"), Route::kApiMetrics);
  EXPECT_EQ(FindRoute("/metrics"), Route::kMetrics);
  EXPECT_EQ(FindRoute("/-/healthy"), Route::kHealthy);
  EXPECT_EQ(FindRoute("/-/ready"), Route::kReady);
  EXPECT_EQ(FindRoute("/"), Route::kLandingPage);
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
    EXPECT_EQ(FindRoute(path), Route::kOther) << path;
  }
}

TEST(Routes, TakesASlashTooManyAsItIsMeant) {
  for (const char* path : {"/api/metrics/", "//api/metrics", "/api//metrics", "///api/metrics//",
                           "http://localhost/api/metrics/"}) {
    EXPECT_EQ(FindRoute(path), Route::kApiMetrics) << path;
  }
  EXPECT_EQ(FindRoute("/metrics/"), Route::kMetrics);
  EXPECT_EQ(FindRoute("/-/healthy/"), Route::kHealthy);
  EXPECT_EQ(FindRoute("/-/ready/"), Route::kReady);
  EXPECT_EQ(FindRoute("//"), Route::kLandingPage);
}

TEST(Routes, ReadsAnEncodingThatMeansTheSame) {
  EXPECT_EQ(FindRoute("/%61pi/m%65trics"), Route::kApiMetrics);
  EXPECT_EQ(FindRoute("/%6Detrics"), Route::kMetrics);
  EXPECT_EQ(FindRoute("/%2d/healthy"), Route::kHealthy);
}

TEST(Routes, FindsThePathOfAWholeUrl) {
  EXPECT_EQ(FindRoute("http://localhost:9465/api/metrics"), Route::kApiMetrics);
  EXPECT_EQ(FindRoute("https://[::1]/-/healthy"), Route::kHealthy);
  EXPECT_EQ(FindRoute("http://farm.example"), Route::kLandingPage);
}

TEST(Routes, LabelsAPathAsItIsServed) {
  for (const char* path : {"/api/metrics", "/metrics", "/-/healthy", "/-/ready", "/"}) {
    EXPECT_EQ(RouteLabel(FindRoute(path)), path);
  }
  EXPECT_EQ(RouteLabel(FindRoute("/favicon.ico")), "other");
}

TEST(Routes, OpensOnlyTheHealthChecksToAll) {
  EXPECT_TRUE(IsOpenToAll(Route::kHealthy));
  EXPECT_TRUE(IsOpenToAll(Route::kReady));
  EXPECT_FALSE(IsOpenToAll(Route::kApiMetrics));
  EXPECT_FALSE(IsOpenToAll(Route::kMetrics));
  EXPECT_FALSE(IsOpenToAll(Route::kLandingPage));
  EXPECT_FALSE(IsOpenToAll(Route::kOther));
}

}  // namespace
}  // namespace agent::serve
