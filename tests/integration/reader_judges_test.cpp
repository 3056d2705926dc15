// The reader against those who decide what an exposition is: the Pushgateway and promtool.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>
#include <vector>

#include "agent/base/utf8.hpp"
#include "agent/exposition/reader.hpp"
#include "agent/exposition/writer.hpp"
#include "support/exposition_corpus.hpp"
#include "support/http.hpp"
#include "support/paths.hpp"
#include "support/process.hpp"
#include "support/samples.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

using exposition::Reading;

constexpr std::size_t kValidTexts = 2000;
constexpr std::size_t kDamagedTexts = 2700;
constexpr std::size_t kBrokenTexts = 2000;  // of them, that the Pushgateway refuses
constexpr std::size_t kTextsForPromtool = 60;

std::string Written(const Reading& reading) {
  std::string text;
  exposition::WriteText(reading.families, {}, text);
  return text;
}

Reading Read(std::string_view text) {
  exposition::ReadOptions options;
  options.reserved_labels = {"job", "site"};
  return exposition::ReadText(text, options);
}

// The samples, with NaN as a number that can be compared.
Samples Comparable(Samples samples) {
  for (auto& [series, value] : samples) {
    if (std::isnan(value)) value = 271828;
  }
  return samples;
}

// Prometheus' parser takes no notice of a backslash in the name of a type, which the format knows
// nothing of: there we do not follow.
bool HasBackslashInAType(const std::string& text) {
  for (std::size_t at = text.find("TYPE"); at != std::string::npos;
       at = text.find("TYPE", at + 1)) {
    if (text.substr(at, text.find('\n', at) - at).find('\\') != std::string::npos) return true;
  }
  return false;
}

// A Pushgateway shows a sum or count that is missing as 0. Puts what was read in its place.
Samples WithoutMadeUpZeros(Samples held, const Samples& read) {
  for (auto& [series, value] : held) {
    const bool may_be = series.name.ends_with("_sum") || series.name.ends_with("_count");
    if (const auto same = read.find(series); may_be && value == 0 && same != read.end()) {
      value = same->second;
    }
  }
  return held;
}

class Gateway {
 public:
  // What it says against the text, or nothing.
  [[nodiscard]] std::string Objection(const std::string& text, const std::string& site) const {
    const Response reply = Send(
        server_.port(), {.method = "PUT", .path = "/metrics/job/odin/site/" + site, .body = text});
    return reply.status == 200 ? "" : std::to_string(reply.status) + " " + reply.body;
  }

  [[nodiscard]] Samples Held() const {
    return Comparable(WithoutLabels(server_.Pushed(), {"job", "site", "instance"}));
  }

  void Forget() const {
    const Response reply = Send(server_.port(), {.method = "PUT", .path = "/api/v1/admin/wipe"});
    ASSERT_EQ(reply.status, 202) << reply.body;
  }

 private:
  PushgatewayServer server_{0, {"--web.enable-admin-api"}};
};

// Which of the texts promtool can read, by two processes at a time.
std::vector<bool> PromtoolReads(const std::vector<std::string>& texts) {
  constexpr std::size_t kAtOnce = 2;
  std::vector<bool> reads;
  std::deque<Process> running;
  const auto finish = [&] {
    const std::optional<int> status = running.front().Wait(std::chrono::seconds(60));
    EXPECT_TRUE(status == 0 || status == 1 || status == 3) << running.front().Errors();
    reads.push_back(status != 1);  // 3: it would have other names
    running.pop_front();
  };
  for (const std::string& text : texts) {
    if (running.size() == kAtOnce) finish();
    running.emplace_back(std::vector<std::string>{ServerProgram("promtool"), "check", "metrics"},
                         ProcessOptions{.environment = {}, .input = text});
  }
  while (!running.empty()) finish();
  return reads;
}

TEST(ReaderJudges, ReadsWhatTheyAcceptAsTheyDo) {
  constexpr std::size_t kAtOnce = 50;  // a push costs the gateway more, the more it holds
  const Gateway gateway;
  ExpositionCorpus corpus(1);
  std::vector<std::string> for_promtool(1);
  for (std::size_t i = 0; i < kValidTexts; i += kAtOnce) {
    std::string all_written;
    for (std::size_t k = i; k < i + kAtOnce; ++k) {
      const std::string text = corpus.Valid("t" + std::to_string(k) + "_");
      ASSERT_EQ(gateway.Objection(text, "s" + std::to_string(k)), "") << text;
      const Reading reading = Read(text);
      EXPECT_EQ(reading.bad_lines + reading.repaired_lines + reading.dropped_series, 0U) << text;
      all_written += Written(reading);
      // As many together as a process takes.
      if (for_promtool.back().size() + text.size() > 60'000) for_promtool.emplace_back();
      for_promtool.back() += text;
    }
    EXPECT_EQ(Difference(gateway.Held(), Comparable(ParseSamples(all_written))), "");
    gateway.Forget();
  }
  const std::vector<bool> reads = PromtoolReads(for_promtool);
  EXPECT_EQ(std::count(reads.begin(), reads.end(), true), reads.size());
}

TEST(ReaderJudges, LeavesNothingOfABrokenTextThatTheyRefuse) {
  const Gateway gateway;
  ExpositionCorpus corpus(2);
  std::size_t broken = 0;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < kDamagedTexts; ++i) {
    const std::string text = corpus.Damaged("");
    const std::string objection = gateway.Objection(text, "a");
    const Reading reading = Read(text);
    const std::string written = Written(reading);
    if (!objection.empty()) {
      ++broken;
    } else if (!HasBackslashInAType(text)) {
      EXPECT_EQ(reading.bad_lines, 0U) << text;
      // They take any bytes in a HELP.
      EXPECT_TRUE(reading.repaired_lines == 0 || !base::IsCleanUtf8(text)) << text;
      if (reading.dropped_series == 0) {
        const Samples read = Comparable(ParseSamples(written));
        EXPECT_EQ(Difference(WithoutMadeUpZeros(gateway.Held(), read), read), "") << text;
        ++compared;
      }
    }
    EXPECT_EQ(gateway.Objection(written, "a"), "") << text << "\nwas read as\n" << written;
  }
  EXPECT_GE(broken, kBrokenTexts);
  EXPECT_GE(compared, 200U);
}

TEST(ReaderJudges, DropsTheSeriesThatWouldCostAPush) {
  const Gateway gateway;
  const char* const kRefused[] = {
      "a{b=\"c\"} 1\na{b=\"c\"} 2\n",
      "a{b=\"c\",d=\"e\"} 1\na{d=\"e\",b=\"c\"} 2\n",
      "a{site=\"x\"} 1\na{site=\"y\"} 2\n",
      "a{site=\"x\",job=\"y\"} 1\na 2\n",
      "a{instance=\"\"} 1\na 2\n",
      "a{__b=\"c\"} 1\n",
      "# TYPE s_sum gauge\ns_sum 1\n# TYPE s summary\ns_count 2\n",
      "# TYPE h_bucket gauge\nh_bucket 1\n# TYPE h histogram\nh_count 2\n",
      "# TYPE a gauge\na 1\n# TYPE a counter\n",
      "# TYPE go_goroutines counter\ngo_goroutines 1\n",
      "process_open_fds 1\n",
      "go_gc_duration_seconds_sum 1\n",
      "# TYPE pushgateway_http_requests_total gauge\npushgateway_http_requests_total 1\n",
  };
  for (const std::string text : kRefused) {
    EXPECT_NE(gateway.Objection(text, "a"), "") << text;
    const std::string more = text + "good 1\n";
    const Reading reading = Read(more);
    EXPECT_EQ(reading.bad_lines + reading.repaired_lines, 0U) << text;
    EXPECT_GT(reading.dropped_series, 0U) << text;
    EXPECT_EQ(gateway.Objection(Written(reading), "a"), "") << Written(reading);
  }
}

TEST(ReaderJudges, AgreesWithPromtoolOnBrokenTexts) {
  ExpositionCorpus corpus(3);
  std::vector<std::string> texts;
  std::vector<std::string> written;
  for (std::size_t i = 0; i < kTextsForPromtool; ++i) {
    texts.push_back(corpus.Damaged(""));
    written.push_back(Written(Read(texts.back())));
  }
  const std::vector<bool> reads = PromtoolReads(texts);
  const std::vector<bool> reads_written = PromtoolReads(written);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (reads[i] && !HasBackslashInAType(texts[i])) {
      EXPECT_EQ(Read(texts[i]).bad_lines, 0U) << texts[i];
    }
    EXPECT_TRUE(reads_written[i]) << texts[i] << "\nwas read as\n" << written[i];
  }
  EXPECT_GT(std::count(reads.begin(), reads.end(), false), 10);
}

}  // namespace
}  // namespace agent::test
