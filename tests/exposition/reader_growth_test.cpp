#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <chrono>

#include "agent/exposition/reader.hpp"
#include "support/worst_texts.hpp"

namespace agent::exposition {
namespace {

using std::chrono::nanoseconds;

nanoseconds ProcessorTime() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

// The processor time that reading takes, of the fastest of a few tries.
nanoseconds TimeToRead(const std::string& text) {
  nanoseconds best = nanoseconds::max();
  for (int i = 0; i < 3; ++i) {
    const nanoseconds start = ProcessorTime();
    static_cast<void>(ReadText(text));
    best = std::min(best, ProcessorTime() - start);
  }
  return best;
}

// Sixteen times the text takes sixteen times as long, were it not for caches and noise; with
// quadratic work somewhere it would take 256 times as long.
TEST(ReaderGrowth, TakesTimeInProportionToTheText) {
  constexpr std::size_t kBytes = 16'000;
  constexpr int kGrowth = 16;
  constexpr int kAllowed = 100;
  const auto small = test::WorstTexts(kBytes);
  const auto large = test::WorstTexts(kBytes * kGrowth);
  for (std::size_t i = 0; i < small.size(); ++i) {
    // Less than this is lost in noise.
    const nanoseconds least = std::chrono::microseconds(100);
    EXPECT_LT(TimeToRead(large[i].text), kAllowed * std::max(least, TimeToRead(small[i].text)))
        << small[i].name;
  }
}

}  // namespace
}  // namespace agent::exposition
