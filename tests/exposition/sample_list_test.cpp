#include "agent/exposition/sample_list.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Gauges(const std::string& name, const std::vector<std::string>& printers) {
  MetricFamily family{name, "Help of " + name + ".", MetricType::Gauge, {}};
  for (const std::string& printer : printers) {
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = {{"printer", printer}, {"printer_id", "1"}};
    metric.gauge.value = static_cast<double>(family.metric.size());
  }
  return family;
}

std::vector<std::pair<std::string, std::string>> LabelsIn(const SampleList& list,
                                                          const SampleList::Sample& sample) {
  std::vector<std::pair<std::string, std::string>> labels;
  for (const auto& [name, value] : list.LabelsOf(sample)) labels.emplace_back(name, value);
  return labels;
}

// One line a sample: name, labels, value.
std::string Lines(const SampleList& list) {
  std::string lines;
  for (const SampleList::Family& family : list.families()) {
    for (const SampleList::Sample& sample : family.samples) {
      lines += family.name;
      lines += SampleList::SuffixOf(sample.line);
      for (const auto& [name, value] : LabelsIn(list, sample)) lines += " " + name + "=" + value;
      lines += " " + std::to_string(static_cast<int>(sample.value)) + "\n";
    }
  }
  return lines;
}

TEST(SampleList, HoldsFamiliesInTheirOrderWithNameHelpAndType) {
  const SampleList list({Gauges("b", {"x"}), Gauges("a", {"x"})});
  ASSERT_EQ(list.families().size(), 2U);
  EXPECT_EQ(list.families()[0].name, "b");
  EXPECT_EQ(list.families()[0].help, "Help of b.");
  EXPECT_EQ(list.families()[0].type, MetricType::Gauge);
  EXPECT_EQ(list.families()[1].name, "a");
}

TEST(SampleList, LeavesOutAFamilyWithoutSamples) {
  EXPECT_TRUE(SampleList({Gauges("a", {})}).families().empty());
}

TEST(SampleList, KeepsLabelValuesAsTheyWereCollected) {
  const std::string odd("6\" \\ bed\n\xFF\0", 11);
  const SampleList list({Gauges("a", {odd, ""})});
  const auto samples = list.families()[0].samples;
  EXPECT_EQ(LabelsIn(list, samples[0])[0], std::pair(std::string("printer"), odd));
  EXPECT_EQ(LabelsIn(list, samples[1])[0], std::pair(std::string("printer"), std::string()));
}

TEST(SampleList, KeepsEqualLabelSetsOnce) {
  const SampleList list({Gauges("a", {"x", "y"}), Gauges("b", {"y", "z", "x"})});
  const auto a = list.families()[0].samples;
  const auto b = list.families()[1].samples;
  EXPECT_EQ(a[0].labels, b[2].labels);
  EXPECT_EQ(a[1].labels, b[0].labels);
  EXPECT_NE(b[1].labels, a[0].labels);
  EXPECT_EQ(Lines(list),
            "a printer=x printer_id=1 1\na printer=y printer_id=1 2\nb printer=y printer_id=1 1\n"
            "b printer=z printer_id=1 2\nb printer=x printer_id=1 3\n");
}

TEST(SampleList, TakesASampleWithoutLabelsAndEveryPlainType) {
  MetricFamily counter{"c", "", MetricType::Counter, {ClientMetric{}}};
  counter.metric[0].counter.value = 3;
  MetricFamily untyped{"u", "", MetricType::Untyped, {ClientMetric{}}};
  untyped.metric[0].untyped.value = 4;
  EXPECT_EQ(Lines(SampleList({counter, untyped})), "c 3\nu 4\n");
}

TEST(SampleList, MakesTheSamplesOfAnExpositionOfASummaryAndAHistogram) {
  MetricFamily summary{"s", "", MetricType::Summary, {ClientMetric{}}};
  summary.metric[0].label = {{"gateway", "g"}};
  summary.metric[0].summary = {2, 5, {{0.5, 1}}};
  MetricFamily histogram{"h", "", MetricType::Histogram, {ClientMetric{}}};
  histogram.metric[0].histogram = {7, 9, {{6, 1.5}, {6, std::numeric_limits<double>::infinity()}}};
  EXPECT_EQ(Lines(SampleList({summary, histogram})),
            "s gateway=g quantile=0.5 1\ns_sum gateway=g 5\ns_count gateway=g 2\n"
            "h_bucket le=1.5 6\nh_bucket le=+Inf 7\nh_sum 9\nh_count 7\n");
}

}  // namespace
}  // namespace agent::exposition
