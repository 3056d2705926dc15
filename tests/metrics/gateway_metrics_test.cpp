#include "agent/metrics/gateway_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "agent/exposition/writer.hpp"
#include "support/manual_clock.hpp"

namespace agent::metrics {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

class GatewayMetricsTest : public testing::Test {
 protected:
  std::shared_ptr<GatewayMetrics> Show(const std::string& gateway) {
    const auto metrics = list_.Get(gateway, {"dns", "timeout"});
    metrics->Show();
    return metrics;
  }

  std::string Text() const {
    std::string text;
    exposition::WriteText(list_.Collect(), {}, text);
    return text;
  }

  test::ManualClock clock_;
  GatewayMetricsList list_;
};

TEST_F(GatewayMetricsTest, HasEveryFailureReasonFromTheStart) {
  const auto metrics = Show("http://g");
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("odin_agent_pushes_total{gateway=\"http://g\"} 0\n"));
  EXPECT_THAT(text,
              HasSubstr("odin_agent_push_failures_total{gateway=\"http://g\",reason=\"dns\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_push_seconds_count{gateway=\"http://g\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("odin_agent_clock_skew_seconds")))
      << "unknown until the gateway has said its time";
}

TEST_F(GatewayMetricsTest, CountsPushesPerGateway) {
  const auto a = Show("a");
  const auto b = Show("b");
  a->PushSucceeded(clock_.Now(), 125ms, 1000);
  b->PushFailed("dns", 250ms, 0);
  a->SetClockSkew(-1500ms);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("odin_agent_pushes_total{gateway=\"a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_pushes_total{gateway=\"b\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_push_failures_total{gateway=\"a\",reason=\"dns\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_push_failures_total{gateway=\"b\",reason=\"dns\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_push_seconds_sum{gateway=\"a\"} 0.125\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_push_seconds_count{gateway=\"a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_push_bytes_total{gateway=\"a\"} 1000\n"));
  EXPECT_THAT(text,
              HasSubstr("odin_agent_last_push_timestamp_seconds{gateway=\"a\"} 1795348800\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_last_push_timestamp_seconds{gateway=\"b\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_clock_skew_seconds{gateway=\"a\"} -1.5\n"));
}

TEST_F(GatewayMetricsTest, AreNotSeenBeforeTheyAreShown) {
  const auto metrics = list_.Get("a", {"dns"});
  EXPECT_THAT(list_.Collect(), IsEmpty());
}

TEST_F(GatewayMetricsTest, GoWithTheirLastOwner) {
  auto former = Show("a");
  former->PushSucceeded(clock_.Now(), 1ms, 1);
  auto next = list_.Get("a", {"dns"});
  former.reset();
  EXPECT_THAT(Text(), HasSubstr("odin_agent_pushes_total{gateway=\"a\"} 1\n"))
      << "shared, so it goes on";
  next.reset();
  EXPECT_THAT(list_.Collect(), IsEmpty());
  next = Show("a");
  EXPECT_THAT(Text(), HasSubstr("odin_agent_pushes_total{gateway=\"a\"} 0\n"));
}

}  // namespace
}  // namespace agent::metrics
