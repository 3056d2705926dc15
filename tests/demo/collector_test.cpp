#include "agent/demo/collector.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>

#include "agent/exposition/writer.hpp"
#include "agent/metrics/farm_metric.hpp"
#include "support/manual_clock.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

namespace agent::demo {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout(60);

test::Samples Collect(collect::Collector& collector) {
  const collect::CollectResult result = collector.Collect({});
  EXPECT_FALSE(result.error) << result.error->detail;
  EXPECT_TRUE(result.warnings.empty()) << result.warnings.front();
  std::string text;
  exposition::WriteText(result.families, {}, text);
  return test::ParseSamples(text);
}

// Sends temporary files into a folder of the test's own.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    if (const char* before = ::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", dir_.path().c_str(), 1);
  }
  ~TemporaryFolder() {
    if (before_) {
      ::setenv("TMPDIR", before_->c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }
  const fs::path& path() const { return dir_.path(); }

 private:
  test::TempDir dir_;
  std::optional<std::string> before_;
};

TEST(DemoCollector, ShowsALivelyFarmAtOnce) {
  const test::ManualClock clock;
  const test::Samples samples = Collect(*MakeCollector(12, kTimeout, clock));
  EXPECT_EQ(samples.at({"odin_printers_total", {}}), 12);
  EXPECT_GE(samples.at({"odin_printers_online", {}}), 9);
  EXPECT_GE(samples.at({"odin_printers_printing", {}}), 4);
  EXPECT_GE(samples.at({"odin_queue_depth", {}}), 12);
  EXPECT_EQ(samples.at({"odin_spools_total", {}}), 24);
  std::set<std::string> names;
  for (const auto& [series, value] : samples) names.insert(series.name);
  EXPECT_EQ(names.size(), metrics::FarmDefinitions().size()) << "the whole metric set";
}

TEST(DemoCollector, MovesOnByTheClock) {
  test::ManualClock clock;
  const auto collector = MakeCollector(12, kTimeout, clock);
  const test::Samples first = Collect(*collector);
  EXPECT_EQ(test::Difference(first, Collect(*collector)), "");
  clock.Advance(std::chrono::minutes(10));
  const test::Samples later = Collect(*collector);
  EXPECT_NE(test::Difference(first, later), "");
  for (const auto& [series, value] : first) {
    if (series.name == "odin_printer_print_hours_total") {
      EXPECT_GE(later.at(series), value);
    }
  }
}

TEST(DemoCollector, DoesNotMindAJumpOfTheWallClock) {
  test::ManualClock clock;
  const auto collector = MakeCollector(12, kTimeout, clock);
  const test::Samples first = Collect(*collector);
  clock.SetWall(base::WallTime(std::chrono::hours(1)));
  EXPECT_EQ(test::Difference(first, Collect(*collector)), "");
}

TEST(DemoCollector, LivesInAPrivateFolderThatGoesWithIt) {
  const TemporaryFolder temporary;
  const test::ManualClock clock;
  auto collector = MakeCollector(3, kTimeout, clock);
  ASSERT_FALSE(fs::is_empty(temporary.path()));
  struct stat info {};
  const fs::path folder = fs::directory_iterator(temporary.path())->path();
  ASSERT_EQ(::stat(folder.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0700U);
  collector.reset();
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST(DemoCollector, SaysWhyItHasNoFolder) {
  const TemporaryFolder temporary;
  ::setenv("TMPDIR", (temporary.path() / "gone").c_str(), 1);
  const test::ManualClock clock;
  EXPECT_THROW({ const auto collector = MakeCollector(3, kTimeout, clock); }, std::runtime_error);
}

}  // namespace
}  // namespace agent::demo
