#include "agent/exposition/writer.hpp"

#include <gtest/gtest.h>
#include <prometheus/metric_type.h>

#include <limits>

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Gauge(const std::string& label_value, double value) {
  MetricFamily family{"g", "Help.", MetricType::Gauge, {}};
  ClientMetric& metric = family.metric.emplace_back();
  metric.label = {{"l", label_value}};
  metric.gauge.value = value;
  return family;
}

std::string Text(const std::vector<MetricFamily>& families, const Labels& extra = {}) {
  std::string text;
  WriteText(families, extra, text);
  return text;
}

std::string SampleOf(const std::string& label_value) {
  const std::string text = Text({Gauge(label_value, 1)});
  return text.substr(text.find("g{"));
}

TEST(Writer, EscapesLabelValues) {
  EXPECT_EQ(SampleOf("6\" bed"), "g{l=\"6\\\" bed\"} 1\n");
  EXPECT_EQ(SampleOf("a\\b\nc"), "g{l=\"a\\\\b\\nc\"} 1\n");
  EXPECT_EQ(SampleOf("{braces},=\t🖨️"), "g{l=\"{braces},=\t🖨️\"} 1\n");
}

TEST(Writer, ReplacesInvalidUtf8) {
  EXPECT_EQ(SampleOf("a\xFFz"), "g{l=\"a\xEF\xBF\xBDz\"} 1\n");
  EXPECT_EQ(SampleOf(std::string("a\0\"", 3)), "g{l=\"a\xEF\xBF\xBD\\\"\"} 1\n");
}

TEST(Writer, EscapesHelpButNotItsQuotes) {
  MetricFamily family = Gauge("x", 1);
  family.help = "a \"b\" \\ c\nd";
  EXPECT_EQ(Text({family}), "# HELP g a \"b\" \\\\ c\\nd\n# TYPE g gauge\ng{l=\"x\"} 1\n");
}

TEST(Writer, WritesNothingForAFamilyWithoutSamples) {
  EXPECT_EQ(Text({MetricFamily{"g", "Help.", MetricType::Gauge, {}}}), "");
}

TEST(Writer, AddsTheExtraLabelsToEverySample) {
  MetricFamily counter{"c_total", "Help.", MetricType::Counter, {ClientMetric{}}};
  counter.metric[0].counter.value = 3;
  EXPECT_EQ(Text({Gauge("x", 1.5), counter}, {{"region", "eu\"1"}, {"team", "b"}}),
            "# HELP g Help.\n# TYPE g gauge\n"
            "g{l=\"x\",region=\"eu\\\"1\",team=\"b\"} 1.5\n"
            "# HELP c_total Help.\n# TYPE c_total counter\n"
            "c_total{region=\"eu\\\"1\",team=\"b\"} 3\n");
}

TEST(Writer, NeverWritesTimestamps) {
  MetricFamily family = Gauge("x", 1);
  family.metric[0].timestamp_ms = 1795348800000;
  EXPECT_EQ(Text({family}), "# HELP g Help.\n# TYPE g gauge\ng{l=\"x\"} 1\n");
}

TEST(Writer, WritesSummaries) {
  MetricFamily family{"s", "", MetricType::Summary, {ClientMetric{}}};
  family.metric[0].summary = {.sample_count = 2, .sample_sum = 0.75, .quantile = {{0.5, 0.25}}};
  EXPECT_EQ(Text({family}), "# TYPE s summary\ns{quantile=\"0.5\"} 0.25\ns_sum 0.75\ns_count 2\n");
}

TEST(Writer, EndsEveryHistogramWithItsInfiniteBucket) {
  const std::string expected =
      "# TYPE h histogram\nh_bucket{le=\"0.1\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 7\nh_count 3\n";
  MetricFamily family{"h", "", MetricType::Histogram, {ClientMetric{}}};
  family.metric[0].histogram = {.sample_count = 3, .sample_sum = 7, .bucket = {{1, 0.1}}};
  EXPECT_EQ(Text({family}), expected);
  family.metric[0].histogram.bucket.push_back({3, std::numeric_limits<double>::infinity()});
  EXPECT_EQ(Text({family}), expected);
}

TEST(Writer, AppendsToWhatIsThere) {
  std::string text = "# first\n";
  WriteText({Gauge("x", 1)}, {}, text);
  EXPECT_TRUE(text.starts_with("# first\n# HELP g Help.\n"));
}

TEST(Writer, KnowsTheSizeOfATextBeforehand) {
  MetricFamily summary{"s", "He\\lp", MetricType::Summary, {ClientMetric{}}};
  summary.metric[0].label = {{"a", "6\" b\xFF\n"}};
  summary.metric[0].summary = {.sample_count = 2, .sample_sum = 0.1, .quantile = {{0.5, 1e300}}};
  MetricFamily histogram{"h", "", MetricType::Histogram, {ClientMetric{}}};
  histogram.metric[0].histogram = {.sample_count = 3, .sample_sum = -7, .bucket = {{1, 0.1}}};
  const std::vector<MetricFamily> families{Gauge("ä\\", 1.5), summary, histogram, {}};
  const Labels extra{{"region", "\"eu\""}};
  std::string text;
  WriteText(families, extra, text);
  EXPECT_EQ(TextSize(families, extra), text.size());
  EXPECT_EQ(TextSize({}, extra), 0U);
}

}  // namespace
}  // namespace agent::exposition
