// deploy/METRICS.md has a row for every metric. Its tables are written by this test:
// ODIN_AGENT_REWRITE=1 build/dev/tests/metrics_test --gtest_filter='MetricsPage.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/metric_labels.hpp"
#include "agent/collect/collect_reason.hpp"
#include "agent/metrics/agent_families.hpp"
#include "agent/metrics/farm_metric.hpp"
#include "agent/publish/publisher.hpp"
#include "support/paths.hpp"

namespace agent::metrics {
namespace {

constexpr const char* kHowToRewrite =
    "deploy/METRICS.md is not what the tables in the code say. Rewrite it:\n"
    "ODIN_AGENT_REWRITE=1 build/dev/tests/metrics_test --gtest_filter='MetricsPage.*'";

std::string Code(std::string_view text) { return "`" + std::string(text) + "`"; }

// The items as code, with commas between them.
template <typename Items>
std::string List(const Items& items) {
  std::string text;
  for (const std::string_view item : items) text += (text.empty() ? "" : ", ") + Code(item);
  return text;
}

std::string TypeName(prometheus::MetricType type) {
  switch (type) {
    case prometheus::MetricType::Counter:
      return "counter";
    case prometheus::MetricType::Gauge:
      return "gauge";
    default:
      return "summary";
  }
}

std::string Row(const FamilyDefinition& definition) {
  const std::string source = definition.columns.empty()
                                 ? std::string(definition.source)
                                 : Code(definition.source) + ": " + std::string(definition.columns);
  const std::string note = definition.note.empty() ? "" : " " + std::string(definition.note);
  return "| " + Code(definition.name) + " | " + TypeName(definition.type) + " | " +
         List(definition.labels) + " | " + std::string(definition.unit) + " | " + source + " | " +
         std::string(definition.help) + note + " |\n";
}

std::string Table(std::span<const FamilyDefinition> definitions) {
  std::string table =
      "| name | type | labels | unit | source | meaning |\n|---|---|---|---|---|---|\n";
  for (const FamilyDefinition& definition : definitions) table += Row(definition);
  return table;
}

std::string Reasons(std::span<const collect::CollectReason> reasons) {
  std::vector<std::string_view> names;
  for (const collect::CollectReason reason : reasons) names.push_back(collect::NameOf(reason));
  return List(names) + "\n";
}

const std::map<std::string, std::string>& Tables() {
  static const std::map<std::string, std::string> tables{
      {"farm", Table(FarmDefinitions())},
      {"agent", Table(kAgentFamilies)},
      {"reasons", "- of a database: " + Reasons(collect::DatabaseReasons()) +
                      "- of an endpoint: " + Reasons(collect::EndpointReasons())},
      {"push reasons", List(publish::AllReasonNames()) + "\n"},
      {"labels", List(base::kMetricLabels) + "\n"}};
  return tables;
}

std::string ReadPage(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The page with each table between its marks.
std::string WithTables(std::string page) {
  for (const auto& [name, table] : Tables()) {
    const std::string mark = "<!-- table: " + name + " -->\n";
    const std::size_t begin = page.find(mark);
    const std::size_t end = page.find("<!-- end -->", begin);
    EXPECT_NE(end, std::string::npos) << name;
    if (end == std::string::npos) continue;
    page.replace(begin + mark.size(), end - begin - mark.size(), "\n" + table + "\n");
  }
  return page;
}

TEST(MetricsPage, HasEveryMetricAsItIsDefined) {
  const std::string path = test::SourcePath("deploy/METRICS.md");
  const std::string page = ReadPage(path);
  const std::string right = WithTables(page);
  if (std::getenv("ODIN_AGENT_REWRITE") != nullptr) {
    std::ofstream(path) << right;
  } else {
    EXPECT_TRUE(page == right) << kHowToRewrite;
  }
}

TEST(MetricLabels, AreTheOnesThatSomeMetricHas) {
  std::set<std::string_view> labels{"le", "quantile"};  // of an endpoint's histograms, summaries
  const auto add = [&labels](std::span<const FamilyDefinition> definitions) {
    for (const FamilyDefinition& definition : definitions) {
      labels.insert(definition.labels.begin(), definition.labels.end());
    }
  };
  add(FarmDefinitions());
  add(kAgentFamilies);
  EXPECT_EQ(labels,
            std::set<std::string_view>(base::kMetricLabels.begin(), base::kMetricLabels.end()));
}

}  // namespace
}  // namespace agent::metrics
