#include <gtest/gtest.h>
#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include <array>
#include <bit>
#include <limits>
#include <random>

#include "agent/exposition/reader.hpp"
#include "agent/exposition/writer.hpp"
#include "exposition/read_helpers.hpp"

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Families as a registry could hold them, drawn at random.
class RandomFamilies {
 public:
  explicit RandomFamilies(std::uint64_t seed) : random_(seed) {}

  std::vector<MetricFamily> Next() {
    std::vector<MetricFamily> families(Below(5));
    for (std::size_t i = 0; i < families.size(); ++i) {
      constexpr std::array kTypes = {MetricType::Counter, MetricType::Gauge, MetricType::Untyped};
      families[i].name = "odin:family_" + std::to_string(i);
      families[i].type = kTypes[Below(kTypes.size())];
      families[i].help = "Of " + Text();  // the format drops blanks at its front
      const std::size_t count = Below(4);
      for (std::size_t k = 0; k < count; ++k) families[i].metric.push_back(Metric(k));
    }
    return families;
  }

  std::string Text() {
    constexpr std::array<const char*, 14> kParts = {
        "a",  " ",      "\\", "\"", "\n", "{", "}", ",", "=", "#", "\\n", "\xF0\x9F\x96\xA8",
        "\t", "printer"};
    std::string text;
    for (std::size_t left = Below(8); left > 0; --left) text += kParts[Below(kParts.size())];
    return text;
  }

 private:
  std::size_t Below(std::size_t limit) { return random_() % limit; }

  double Value() {
    switch (Below(4)) {
      case 0:
        return static_cast<double>(Below(1000)) / 10;
      case 1:
        return std::bit_cast<double>(random_());  // NaN, infinities and the smallest among them
      case 2:
        return std::numeric_limits<double>::infinity();
      default:
        return -0.0;
    }
  }

  ClientMetric Metric(std::size_t id) {
    ClientMetric metric;
    metric.label = {{"id", std::to_string(id)}, {"b", Text()}, {"a", Text()}};
    metric.label.resize(1 + Below(3));
    metric.timestamp_ms = static_cast<std::int64_t>(Below(2));
    metric.gauge.value = metric.counter.value = metric.untyped.value = Value();
    return metric;
  }

  std::mt19937_64 random_;
};

TEST(RoundTrip, BringsBackWhatTheWriterWrote) {
  RandomFamilies random(1);
  std::size_t series = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::vector<MetricFamily> families = random.Next();
    std::string text;
    WriteText(families, {{"site", random.Text()}}, text);
    const Reading reading = ReadText(text);
    ASSERT_EQ(reading.bad_lines + reading.repaired_lines + reading.dropped_series, 0U) << text;
    ASSERT_EQ(Written(reading.families), text);
    for (const MetricFamily& family : reading.families) series += family.metric.size();
  }
  EXPECT_GT(series, 5000U);
}

}  // namespace
}  // namespace agent::exposition
