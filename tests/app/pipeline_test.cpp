#include "agent/app/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

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

  TickResult RunTick() { return pipeline_.Run(std::stop_token()).value(); }

  test::ManualClock clock_;
  metrics::AgentMetrics metrics_;
  FakeCollector collector_;
  Pipeline pipeline_;
};

TEST_F(PipelineTest, PutsFarmAndAgentMetricsIntoOneExposition) {
  collector_.Succeed(42);
  const TickResult tick = RunTick();
  EXPECT_FALSE(tick.error);
  EXPECT_TRUE(tick.snapshot->source_up);
  EXPECT_TRUE(tick.snapshot->farm);
  EXPECT_EQ(tick.snapshot->sequence, 1u);
  EXPECT_THAT(tick.snapshot->exposition->text, HasSubstr("odin_fake{region=\"eu\"} 42\n"));
  EXPECT_THAT(tick.snapshot->exposition->text,
              HasSubstr("odin_agent_source_up{region=\"eu\"} 1\n"));
}

// Each sample of `taken` as its name, labels and value, in text.
std::vector<std::string> SamplesOf(const status::TakenSamples& taken) {
  std::vector<std::string> samples;
  for (const auto& family : taken.list.families()) {
    for (const auto& sample : family.samples) {
      std::string& text = samples.emplace_back(family.name);
      for (const auto& [name, value] : taken.list.LabelsOf(sample)) {
        text.append(" ").append(name).append("=").append(value);
      }
      text += " " + std::to_string(static_cast<int>(sample.value));
    }
  }
  return samples;
}

TEST_F(PipelineTest, ASnapshotHoldsTheValuesAndWhenTheyWereTaken) {
  collector_.Succeed(42);
  const status::SnapshotPtr snapshot = RunTick().snapshot;
  EXPECT_THAT(SamplesOf(*snapshot->farm), testing::ElementsAre("odin_fake 42"));
  EXPECT_EQ(snapshot->farm->taken_at, clock_.Now());
  EXPECT_EQ(snapshot->farm->taken_at_steady, clock_.SteadyNow());
  EXPECT_THAT(SamplesOf(*snapshot->agent),
              testing::IsSupersetOf({"odin_agent_source_up 1", "odin_agent_collects_total 1",
                                     "odin_agent_config_last_reload_successful 1"}));
  EXPECT_EQ(snapshot->agent->taken_at, clock_.Now());
}

TEST_F(PipelineTest, AKeptFarmIsTheOneThatWasCollectedThen) {
  collector_.Succeed(42);
  const status::SnapshotPtr good = RunTick().snapshot;
  collector_.Fail(collect::CollectReason::kLocked);
  clock_.Advance(15s);
  const status::SnapshotPtr kept = RunTick().snapshot;
  EXPECT_EQ(kept->farm, good->farm) << "the same one, not a copy";
  EXPECT_EQ(kept->farm->taken_at, clock_.Now() - 15s);
  EXPECT_EQ(kept->agent->taken_at, clock_.Now());
}

TEST_F(PipelineTest, CountsFailuresFromZeroForEveryReasonOfTheSource) {
  const std::string text = pipeline_.BeforeFirstTick()->exposition->text;
  for (const collect::CollectReason reason : collect::DatabaseReasons()) {
    EXPECT_THAT(text, HasSubstr("odin_agent_collect_failures_total{reason=\"" +
                                std::string(NameOf(reason)) + "\",region=\"eu\"} 0\n"));
  }
  EXPECT_THAT(text, Not(HasSubstr("\"cancelled\""))) << "which counts as no failure";
}

// A reload that is refused has made one, and must leave no trace.
TEST_F(PipelineTest, CountsNothingBeforeItIsInForce) {
  const auto reasons = [this] {
    std::size_t count = 0;
    for (const prometheus::MetricFamily& family : metrics_.Collect()) {
      if (family.name == "odin_agent_collect_failures_total") count += family.metric.size();
    }
    return count;
  };
  EXPECT_EQ(reasons(), 0U);
  RunTick();
  EXPECT_EQ(reasons(), collect::DatabaseReasons().size());
}

TEST_F(PipelineTest, KeepsTheLastGoodFamiliesForAsLongAsItMay) {
  collector_.Succeed(42);
  TickResult tick = RunTick();
  collector_.Fail(collect::CollectReason::kLocked);

  clock_.Advance(60s);
  tick = RunTick();
  EXPECT_EQ(NameOf(tick.error->reason), "locked");
  EXPECT_FALSE(tick.snapshot->source_up);
  EXPECT_TRUE(tick.snapshot->farm);
  EXPECT_THAT(tick.snapshot->exposition->text, HasSubstr("odin_fake{region=\"eu\"} 42\n"));
  EXPECT_THAT(tick.snapshot->exposition->text,
              HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));

  clock_.Advance(1ms);
  tick = RunTick();
  EXPECT_FALSE(tick.snapshot->farm);
  EXPECT_THAT(tick.snapshot->exposition->text, Not(HasSubstr("odin_fake")));
  EXPECT_THAT(tick.snapshot->exposition->text,
              HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));
}

TEST_F(PipelineTest, TellsOfTheTextThatTheLastCollectionReadAlone) {
  collector_.FailWithText(collect::CollectReason::kMalformed, {.bad_lines = 7});
  EXPECT_THAT(RunTick().snapshot->exposition->text,
              HasSubstr("odin_agent_source_bad_lines{region=\"eu\"} 7\n"));
  collector_.Fail(collect::CollectReason::kConnect);
  EXPECT_THAT(RunTick().snapshot->exposition->text, Not(HasSubstr("odin_agent_source_bad_lines")));
}

TEST_F(PipelineTest, ShowsTheFarmAgainAsSoonAsTheSourceIsBack) {
  collector_.Fail(collect::CollectReason::kLocked);
  EXPECT_FALSE(RunTick().snapshot->farm);
  collector_.Succeed(7);
  EXPECT_THAT(RunTick().snapshot->exposition->text, HasSubstr("odin_fake{region=\"eu\"} 7\n"));
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
  EXPECT_FALSE(then.farm);
  EXPECT_THAT(then.exposition->text, Not(HasSubstr("odin_fake")));
  EXPECT_THAT(then.exposition->text, HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));
  EXPECT_EQ(then.stale_after, clock_.SteadyNow() + 60s);
  EXPECT_GT(then.sequence, kept->sequence);
  EXPECT_GT(RunTick().snapshot->sequence, then.sequence);
}

TEST_F(PipelineTest, HasTheAgentsOwnMetricsAloneBeforeTheFirstTick) {
  const status::SnapshotPtr snapshot = pipeline_.BeforeFirstTick();
  EXPECT_FALSE(snapshot->farm);
  EXPECT_FALSE(snapshot->source_up);
  EXPECT_THAT(snapshot->exposition->text, HasSubstr("odin_agent_source_up{region=\"eu\"} 0\n"));
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
  EXPECT_THAT(kept->exposition->text, HasSubstr("odin_fake{region=\"eu\"} 42\n"));
  clock_.Advance(1ms);
  EXPECT_FALSE(next.Run(std::stop_token())->snapshot->farm);
}

TEST_F(PipelineTest, AWallClockThatJumpsDoesNotEndTheLastGoodFamilies) {
  collector_.Succeed(42);
  RunTick();
  collector_.Fail(collect::CollectReason::kLocked);
  clock_.SetWall(clock_.Now() + 24h);
  EXPECT_TRUE(RunTick().snapshot->farm);
  clock_.SetWall(clock_.Now() - 48h);
  EXPECT_TRUE(RunTick().snapshot->farm);
}

TEST_F(PipelineTest, HasNoTickWhenItIsStoppedWhileCollecting) {
  collector_.Fail(collect::CollectReason::kCancelled);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(pipeline_.Run(stop.get_token()));
  EXPECT_THAT(RunTick().snapshot->exposition->text,
              HasSubstr("odin_agent_collects_total{region=\"eu\"} 1\n"))
      << "a cancelled collection counts as none";
}

TEST_F(PipelineTest, FailsACollectionThatThereIsNoMemoryForAndGoesOn) {
  collector_.Succeed(42);
  (void)RunTick();
  collector_.TakeTooMuchMemory();
  const TickResult tick = RunTick();
  ASSERT_TRUE(tick.error);
  EXPECT_EQ(NameOf(tick.error->reason), "too_large");
  EXPECT_THAT(tick.error->detail, HasSubstr("raise MemoryMax= and LimitDATA="));
  EXPECT_TRUE(tick.snapshot->farm) << "the last good one";
  EXPECT_THAT(
      tick.snapshot->exposition->text,
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
  const TickResult tick = RunTick();
  ASSERT_TRUE(tick.error);
  EXPECT_EQ(NameOf(tick.error->reason), "too_large");
  EXPECT_THAT(tick.error->detail, HasSubstr("would be 9 MB of text, and 8 MB is the most"));
  EXPECT_FALSE(tick.snapshot->source_up);
}

}  // namespace
}  // namespace agent::app
