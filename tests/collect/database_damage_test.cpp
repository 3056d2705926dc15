#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include "agent/base/utf8.hpp"
#include "agent/collect/database.hpp"
#include "agent/exposition/writer.hpp"
#include "support/paths.hpp"
#include "support/process.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

using ::testing::IsEmpty;

CollectResult Collect(const std::string& path, std::chrono::milliseconds timeout) {
  return DatabaseCollector(path, timeout, base::SystemClock()).Collect({});
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string TextOf(const CollectResult& result) {
  std::string text;
  exposition::WriteText(result.families, {}, text);
  return text;
}

bool IsName(const std::string& name) {
  return !name.empty() &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
}

// Holds a text against the format's grammar, stricter than a reader must be: every family together
// and once, its HELP first, then its TYPE, then its samples, none of which comes twice.
void ExpectValid(const std::string& text) {
  EXPECT_EQ(base::SanitizeUtf8(text), text);
  EXPECT_EQ(text.find('\0'), std::string::npos);
  for (const auto& [series, value] : test::ParseSamples(text)) {
    EXPECT_TRUE(IsName(series.name)) << series.name;
    for (const auto& [label, unused] : series.labels) EXPECT_TRUE(IsName(label)) << label;
    EXPECT_TRUE(std::isfinite(value)) << series.name;
  }
  std::istringstream lines(text);
  std::set<std::string> families;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(families.insert(family).second) << "comes twice: " << line;
      ASSERT_TRUE(std::getline(lines, line));
      EXPECT_TRUE(line == "# TYPE " + family + " gauge" || line == "# TYPE " + family + " counter")
          << line;
    } else {
      EXPECT_EQ(line.substr(0, line.find_first_of("{ ")), family);
    }
  }
}

// It also lints, which is not what we ask for here.
void ExpectThatPromtoolReads(const std::string& text) {
  const test::Finished promtool =
      test::Run({test::ServerProgram("promtool"), "check", "metrics"}, {.input = text});
  EXPECT_TRUE(promtool.status == 0 || promtool.status == 3) << promtool.errors;
}

// Overwrites a few places of a real database with noise, in the tables' pages and in the schema.
TEST(DatabaseCollector, SurvivesRandomMutationsOfARealDatabase) {
  const std::string original = ReadFile(test::SourcePath("tests/fixtures/odin-sample.db"));
  const std::set<std::string> reasons{"not_a_database", "corrupt",        "schema", "io",
                                      "locked",         "needs_recovery", "timeout"};
  constexpr int kRounds = 2000;
  std::mt19937_64 random(20261122);
  test::TempDir dir;
  int read = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string content = original;
    const std::size_t reach = round % 2 == 0 ? content.size() : 20'000;
    for (auto hits = 1 + random() % 20; hits > 0; --hits) {
      const std::size_t at = random() % reach;
      const std::size_t length = std::min<std::size_t>(1 + random() % 64, content.size() - at);
      std::generate_n(content.begin() + static_cast<std::ptrdiff_t>(at), length,
                      [&] { return static_cast<char>(random()); });
    }
    if (round % 10 == 0) content.resize(random() % content.size());
    const CollectResult result = Collect(dir.Write("odin.db", content), std::chrono::seconds(5));
    if (result.error) {
      EXPECT_TRUE(reasons.contains(std::string(NameOf(result.error->reason))))
          << NameOf(result.error->reason);
      EXPECT_THAT(result.families, IsEmpty());
    } else {
      ++read;
      const std::string text = TextOf(result);
      ExpectValid(text);
      if (read % 500 == 1) ExpectThatPromtoolReads(text);
    }
  }
  EXPECT_GT(read, 0);
  EXPECT_LT(read, kRounds);
}

}  // namespace
}  // namespace agent::collect
