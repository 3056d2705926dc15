#include "agent/app/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/app/memory.hpp"
#include "support/fake_collector.hpp"
#include "support/manual_clock.hpp"

namespace agent::app {
namespace {

using test::FakeCollector;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class PipelineTest : public testing::Test {
 protected:
  PipelineTest()
      : metrics_(clock_.Now()),
        pipeline_(collector_.MakeHandle(), {.interval = 15s, .timeout = 10s, .keep_last_for = 60s},
                  {{"region", "eu"}}, metrics_, clock_) {}

  Tick RunTick() { return pipeline_.Run(std::stop_token()).value(); }

  test::ManualClock clock_;
  metrics::AgentMetrics metrics_;
  FakeCollector collector_;
  Pipeline pipeline_;
};

TEST_F(PipelineTest, PutsFarmAndAgentMetricsIntoOneExposition) {
  collector_.Succeed(42);
  const Tick tick = RunTick();
  EXPECT_FALSE(tick.error);
  EXPECT_TRUE(tick.snapshot->source_up);
  EXPECT_TRUE(tick.snapshot->has_farm);
  EXPECT_EQ(tick.snapshot->sequence, 1u);
  EXPECT_THAT(tick.snapshot->exposition.text, HasSubstr("odin_fake{region=\"eu\"} 42\n"));
  EXPECT_THAT(tick.snapshot->exposition.text, HasSubstr("odin_agent_source_up{region=\"eu\"} 1\n"));
}

TEST_F(PipelineTest, CountsFailuresFromZeroForEveryReasonOfTheSource) {
  const std::string text = pipeline_.BeforeFirstTick()->exposition.text;
  for (const collect::CollectReason reason : collect::DatabaseReasons()) {
    EXPECT_THAT(text, HasSubstr("odin_agent_collect_failures_total{reason=\"" +
                                std::string(NameOf(reason)) + "\",region=\"eu\"} 0\n"));
  }
  EXPECT_THAT(text, Not(HasSubstr("\"cancelled\""))) << "which counts as no failure";
}

TEST_F(PipelineTest, KeepsTheLastGoodFamiliesForAsLongAsItMay) {
  collector_.Succeed(42);
  Tick tick = RunTick();
  collector_.Fail(collect::CollectReason::kLocked);

  clock_.Advance(60s);
  tick = RunTick();
  EXPECT_EQ(NameOf(tick.error->reason), "locked");
  EXPECT_FALSE(tick.snapshot->source_up);
  EXPECT_TRUE(tick.snapshot->has_farm);
  EXPECT_THAT(tick.snapshot->exposition.text, HasSubstr("odin_fake{region=\"eu\"} 42\n"));
  EXPECT_THAT(tick.snapshot->exposition.text, HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));

  clock_.Advance(1ms);
  tick = RunTick();
  EXPECT_FALSE(tick.snapshot->has_farm);
  EXPECT_THAT(tick.snapshot->exposition.text, Not(HasSubstr("odin_fake")));
  EXPECT_THAT(tick.snapshot->exposition.text, HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));
}

TEST_F(PipelineTest, TellsOfTheTextThatTheLastCollectionReadAlone) {
  collector_.FailWithText(collect::CollectReason::kMalformed, {.bad_lines = 7});
  EXPECT_THAT(RunTick().snapshot->exposition.text,
              HasSubstr("odin_agent_source_bad_lines{region=\"eu\"} 7\n"));
  collector_.Fail(collect::CollectReason::kConnect);
  EXPECT_THAT(RunTick().snapshot->exposition.text, Not(HasSubstr("odin_agent_source_bad_lines")));
}

TEST_F(PipelineTest, ShowsTheFarmAgainAsSoonAsTheSourceIsBack) {
  collector_.Fail(collect::CollectReason::kLocked);
  EXPECT_FALSE(RunTick().snapshot->has_farm);
  collector_.Succeed(7);
  EXPECT_THAT(RunTick().snapshot->exposition.text, HasSubstr("odin_fake{region=\"eu\"} 7\n"));
}

TEST_F(PipelineTest, LimitsHowLongASnapshotCountsAsFresh) {
  collector_.Succeed(1);
  EXPECT_EQ(RunTick().snapshot->stale_after, clock_.SteadyNow() + 60s);
}

TEST_F(PipelineTest, KeptValuesEndByTheirOwnAgeThoughNoTickComes) {
  collector_.Succeed(42);
  RunTick();
  const base::SteadyTime collected = clock_.SteadyNow();
  collector_.Fail(collect::CollectReason::kLocked);
  clock_.Advance(50s);
  const status::SnapshotPtr kept = RunTick().snapshot;
  EXPECT_EQ(kept->stale_after, collected + 60s) << "not 60 s from the tick";
  ASSERT_NE(kept->without_farm, nullptr);
  const status::Snapshot& then = *kept->without_farm;
  EXPECT_FALSE(then.has_farm);
  EXPECT_THAT(then.exposition.text, Not(HasSubstr("odin_fake")));
  EXPECT_THAT(then.exposition.text, HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));
  EXPECT_EQ(then.stale_after, clock_.SteadyNow() + 60s);
  EXPECT_GT(then.sequence, kept->sequence);
  EXPECT_GT(RunTick().snapshot->sequence, then.sequence);
}

TEST_F(PipelineTest, HasTheAgentsOwnMetricsAloneBeforeTheFirstTick) {
  const status::SnapshotPtr snapshot = pipeline_.BeforeFirstTick();
  EXPECT_FALSE(snapshot->has_farm);
  EXPECT_FALSE(snapshot->source_up);
  EXPECT_THAT(snapshot->exposition.text, HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));
  EXPECT_GT(RunTick().snapshot->sequence, snapshot->sequence);
}

TEST_F(PipelineTest, ASuccessorGoesOnWithTheLastGoodFamiliesForTheRestOfTheirTime) {
  collector_.Succeed(42);
  const std::uint64_t last = RunTick().snapshot->sequence;
  FakeCollector fails;
  fails.Fail(collect::CollectReason::kLocked);
  Pipeline next(fails.MakeHandle(), {.interval = 15s, .timeout = 10s, .keep_last_for = 60s},
                {{"region", "eu"}}, metrics_, clock_);
  next.TakeOver(pipeline_);
  clock_.Advance(60s);
  const status::SnapshotPtr kept = next.Run(std::stop_token())->snapshot;
  EXPECT_GT(kept->sequence, last);
  EXPECT_THAT(kept->exposition.text, HasSubstr("odin_fake{region=\"eu\"} 42\n"));
  clock_.Advance(1ms);
  EXPECT_FALSE(next.Run(std::stop_token())->snapshot->has_farm);
}

TEST_F(PipelineTest, AWallClockThatJumpsDoesNotEndTheLastGoodFamilies) {
  collector_.Succeed(42);
  RunTick();
  collector_.Fail(collect::CollectReason::kLocked);
  clock_.SetWall(clock_.Now() + 24h);
  EXPECT_TRUE(RunTick().snapshot->has_farm);
  clock_.SetWall(clock_.Now() - 48h);
  EXPECT_TRUE(RunTick().snapshot->has_farm);
}

TEST_F(PipelineTest, HasNoTickWhenItIsStoppedWhileCollecting) {
  collector_.Fail(collect::CollectReason::kCancelled);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(pipeline_.Run(stop.get_token()));
  EXPECT_THAT(RunTick().snapshot->exposition.text,
              HasSubstr("odin_agent_collects_total{region=\"eu\"} 1\n"))
      << "a cancelled collection counts as none";
}

TEST_F(PipelineTest, FailsACollectionThatThereIsNoMemoryForAndGoesOn) {
  collector_.Succeed(42);
  (void)RunTick();
  collector_.TakeTooMuchMemory();
  const Tick tick = RunTick();
  ASSERT_TRUE(tick.error);
  EXPECT_EQ(NameOf(tick.error->reason), "too_large");
  EXPECT_THAT(tick.error->detail, HasSubstr("raise MemoryMax= and LimitDATA="));
  EXPECT_TRUE(tick.snapshot->has_farm) << "the last good one";
  EXPECT_THAT(
      tick.snapshot->exposition.text,
      HasSubstr("odin_agent_collect_failures_total{reason=\"too_large\",region=\"eu\"} 1\n"));
  collector_.Succeed(7);
  EXPECT_FALSE(RunTick().error);
}

TEST_F(PipelineTest, FailsACollectionThatWouldBecomeTooMuchText) {
  const auto of_size = [](std::size_t bytes) {
    prometheus::MetricFamily family;
    family.name = "odin_fake";
    family.type = prometheus::MetricType::Gauge;
    family.metric.emplace_back().label = {{"name", std::string(bytes, 'x')}};
    return collect::CollectResult{.families = {family}};
  };
  collector_.Set(of_size(kMaxFarmTextBytes - 100));
  EXPECT_FALSE(RunTick().error);
  collector_.Set(of_size(kMaxFarmTextBytes));
  const Tick tick = RunTick();
  ASSERT_TRUE(tick.error);
  EXPECT_EQ(NameOf(tick.error->reason), "too_large");
  EXPECT_THAT(tick.error->detail, HasSubstr("would be 9 MB of text, and 8 MB is the most"));
  EXPECT_FALSE(tick.snapshot->source_up);
}

}  // namespace
}  // namespace agent::app
