#include "agent/metrics/agent_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/base/version.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/metrics/agent_families.hpp"
#include "metrics/as_defined.hpp"
#include "support/manual_clock.hpp"

namespace agent::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class AgentMetricsTest : public testing::Test {
 protected:
  std::string Text() const {
    std::string text;
    exposition::WriteText(metrics_.Collect(), {}, text);
    return text;
  }

  test::ManualClock clock_;
  AgentMetrics metrics_{clock_.Now()};
};

TEST_F(AgentMetricsTest, StartsWithASourceThatIsDown) {
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("odin_agent_source_up 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_collects_total 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_config_last_reload_successful 1\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_start_time_seconds 1795348800\n"));
}

TEST_F(AgentMetricsTest, SaysWhatItIsAndWhereItRuns) {
  EXPECT_THAT(Text(), HasSubstr("version=\"" + std::string(base::Version()) + "\"} 1\n"));
  EXPECT_THAT(Text(), testing::ContainsRegex("odin_agent_host_info\\{hostname=\"[^\"]+\","));
}

TEST_F(AgentMetricsTest, CountsCollections) {
  metrics_.CollectSucceeded(clock_.Now(), 250ms);
  metrics_.CollectFailed("locked", 500ms);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("odin_agent_source_up 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_collects_total 2\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_collect_failures_total{reason=\"locked\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_collect_seconds_sum 0.75\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_collect_seconds_count 2\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_last_collect_timestamp_seconds 1795348800\n"));
  metrics_.CollectSucceeded(clock_.Now(), 1ms);
  EXPECT_THAT(Text(), HasSubstr("odin_agent_source_up 1\n"));
}

TEST_F(AgentMetricsTest, HasEveryReasonOfTheSourceFromTheStart) {
  EXPECT_THAT(Text(), Not(HasSubstr("odin_agent_collect_failures_total")));
  metrics_.AddCollectFailureReason("locked");
  metrics_.AddCollectFailureReason("io");
  EXPECT_THAT(Text(), HasSubstr("odin_agent_collect_failures_total{reason=\"io\"} 0\n"
                                "odin_agent_collect_failures_total{reason=\"locked\"} 0\n"));
  metrics_.CollectFailed("locked", 1ms);
  metrics_.AddCollectFailureReason("locked");
  EXPECT_THAT(Text(), HasSubstr("odin_agent_collect_failures_total{reason=\"locked\"} 1\n"));
}

TEST_F(AgentMetricsTest, SaysWhatWasWrongWithATextForAsLongAsOneWasRead) {
  EXPECT_THAT(Text(), Not(HasSubstr("odin_agent_source_bad_lines")));
  metrics_.SetSourceText(1, 2, 3);
  EXPECT_THAT(Text(), HasSubstr("odin_agent_source_bad_lines 1\n"));
  EXPECT_THAT(Text(), HasSubstr("odin_agent_source_repaired_lines 2\n"));
  EXPECT_THAT(Text(), HasSubstr("odin_agent_source_dropped_series 3\n"));
  metrics_.SetSourceText(0, 0, 0);
  EXPECT_THAT(Text(), HasSubstr("odin_agent_source_bad_lines 0\n"));
  metrics_.ClearSourceText();
  metrics_.ClearSourceText();
  for (const char* name : {"bad_lines", "repaired_lines", "dropped_series"}) {
    EXPECT_THAT(Text(), Not(HasSubstr(std::string("odin_agent_source_") + name)));
  }
}

TEST_F(AgentMetricsTest, SaysNothingOfASourceThatHasBeenReplaced) {
  metrics_.CollectSucceeded(clock_.Now(), 250ms);
  metrics_.SetSourceText(1, 2, 3);
  metrics_.ForgetSource();
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("odin_agent_source_up 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_last_collect_timestamp_seconds 0\n"));
  EXPECT_THAT(text, HasSubstr("odin_agent_collects_total 1\n")) << "the agent's own counters go on";
  EXPECT_THAT(text, Not(HasSubstr("odin_agent_source_bad_lines")));
}

TEST_F(AgentMetricsTest, HasTheGatewaysAmongItsFamilies) {
  const auto gateway = metrics_.Gateway("http://g", {"dns"});
  gateway->Show();
  EXPECT_THAT(Text(), HasSubstr("odin_agent_pushes_total{gateway=\"http://g\"} 0\n"));
}

TEST_F(AgentMetricsTest, ReportsTheProcess) {
  const std::string text = Text();
  for (const char* name : {"odin_agent_cpu_seconds_total", "odin_agent_resident_memory_bytes",
                           "odin_agent_log_lines_dropped_total", "odin_agent_open_fds"}) {
    EXPECT_THAT(text, testing::ContainsRegex(std::string("\n") + name + " [0-9]"));
  }
}

TEST_F(AgentMetricsTest, EachIsAsItIsDefined) {
  metrics_.AddCollectFailureReason("io");
  metrics_.SetSourceText(1, 2, 3);
  metrics_.CountHttpRequest("/metrics", 200);
  const auto gateway = metrics_.Gateway("http://g", {"dns"});
  gateway->Show();
  gateway->SetClockSkew(1s);
  ExpectAsDefined(metrics_.Collect(), kAgentFamilies);
}

TEST_F(AgentMetricsTest, ListsFamiliesAndSamplesInOrder) {
  metrics_.CountHttpRequest("/metrics", 200);
  metrics_.CountHttpRequest("/", 401);
  metrics_.CountHttpRequest("/metrics", 200);
  EXPECT_THAT(Text(), HasSubstr("odin_agent_http_requests_total{code=\"200\",path=\"/metrics\"} "
                                "2\nodin_agent_http_requests_total{code=\"401\",path=\"/\"} 1\n"));
}

}  // namespace
}  // namespace agent::metrics
