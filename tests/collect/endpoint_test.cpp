#include "agent/collect/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>

#include "agent/exposition/rendered.hpp"
#include "agent/exposition/writer.hpp"
#include "support/samples.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kUrl = "http://odin.lan:8000/api/metrics";

const std::string kPrinters =
    "# HELP odin_printers_total Printers\n"
    "# TYPE odin_printers_total gauge\n"
    "odin_printers_total 3\n";

// Ten good lines more, so that a bad one does not weigh too much.
std::string WithTenLines(const std::string& text) {
  std::string more;
  for (int i = 0; i < 10; ++i) {
    more += "odin_jobs_by_status{status=\"s" + std::to_string(i) + "\"} 1\n";
  }
  return kPrinters + more + text;
}

class EndpointCollectorTest : public testing::Test {
 protected:
  class FakeClient final : public net::HttpClient {
   public:
    explicit FakeClient(EndpointCollectorTest& test) : test_(test) {}
    [[nodiscard]] net::HttpReply Send(const net::HttpRequest& request, std::stop_token) override {
      test_.request_ = request;
      return test_.reply_;
    }

   private:
    EndpointCollectorTest& test_;
  };

  EndpointCollectorTest() { config_.http.url = kUrl; }

  // What becomes of the next reply.
  CollectResult Collect() {
    if (!collector_) {
      collector_ = std::make_unique<EndpointCollector>(
          config_, milliseconds(1500), std::vector<std::string>{"job", "site", "region"},
          std::make_unique<FakeClient>(*this));
    }
    return collector_->Collect({});
  }
  CollectResult CollectText(const std::string& text,
                            const std::string& type = "text/plain; version=0.0.4; charset=utf-8") {
    reply_.status = 200;
    reply_.content_type = type;
    reply_.body = text;
    return Collect();
  }
  CollectError Failure(int status, const std::string& body = "") {
    reply_ = {};
    reply_.status = status;
    reply_.body = body;
    return FailureOf(Collect());
  }
  static CollectError FailureOf(const CollectResult& result) {
    EXPECT_TRUE(result.families.empty());
    EXPECT_TRUE(result.error);
    return result.error.value_or(CollectError{});
  }
  static test::Samples SamplesOf(const CollectResult& result) {
    EXPECT_FALSE(result.error) << result.error->detail;
    std::string text;
    exposition::WriteText(result.families, {}, text);
    return test::ParseSamples(text);
  }

  config::EndpointSource config_;
  net::HttpRequest request_;
  net::HttpReply reply_;
  std::unique_ptr<EndpointCollector> collector_;
};

TEST_F(EndpointCollectorTest, AsksForText) {
  (void)CollectText(kPrinters);
  EXPECT_EQ(request_.method, "GET");
  EXPECT_EQ(request_.url, kUrl);
  EXPECT_EQ(request_.timeout, milliseconds(1500));
  EXPECT_EQ(request_.max_reply_bytes, 8U * 1024 * 1024);
  EXPECT_TRUE(request_.accept_gzip);
  EXPECT_EQ(request_.max_redirects, 3);
  ASSERT_THAT(request_.headers, SizeIs(1));
  EXPECT_EQ(request_.headers[0].first, "Accept");
  EXPECT_THAT(request_.headers[0].second, StartsWith("text/plain"));
}

TEST_F(EndpointCollectorTest, GathersInterleavedFamilies) {
  const CollectResult result = CollectText(
      "# TYPE odin_printer_bed_temp_celsius gauge\n"
      "# TYPE odin_printer_print_count_total counter\n"
      "odin_printer_bed_temp_celsius{printer=\"a\",printer_id=\"1\"} 60.5\n"
      "odin_printer_print_count_total{printer=\"a\",printer_id=\"1\"} 7\n"
      "odin_printer_bed_temp_celsius{printer=\"b\",printer_id=\"2\"} 21.0\n"
      "odin_printer_print_count_total{printer=\"b\",printer_id=\"2\"} 8\n");
  ASSERT_THAT(result.families, SizeIs(2));
  EXPECT_EQ(result.families[0].type, prometheus::MetricType::Gauge);
  EXPECT_EQ(result.families[1].type, prometheus::MetricType::Counter);
  const test::Samples samples = SamplesOf(result);
  EXPECT_EQ(samples.size(), 4U);
  EXPECT_EQ(samples.at({"odin_printer_bed_temp_celsius", {{"printer", "b"}, {"printer_id", "2"}}}),
            21);
  EXPECT_THAT(result.remarks, IsEmpty());
  EXPECT_EQ(result.text_faults->bad_lines, 0U);
}

TEST_F(EndpointCollectorTest, TakesOdinsFamiliesAlone) {
  const std::string text = kPrinters + "process_open_fds 7\nodin_agentless 1\nodin_agent_foo 2\n";
  EXPECT_EQ(SamplesOf(CollectText(text)),
            (test::Samples{{{"odin_printers_total", {}}, 3}, {{"odin_agentless", {}}, 1}}));
}

TEST_F(EndpointCollectorTest, TakesFurtherFamiliesAsAsked) {
  config_.families = {"process_.*", "go_gc", "odin_agent_.*"};
  const std::string text = kPrinters +
                           "# TYPE process_open_fds gauge\nprocess_open_fds 7\ngo_gc 1\ngo_gc_more "
                           "2\nup 1\nodin_agent_foo 2\n";
  EXPECT_EQ(SamplesOf(CollectText(text)), (test::Samples{{{"odin_printers_total", {}}, 3},
                                                         {{"process_open_fds", {}}, 7},
                                                         {{"go_gc", {}}, 1}}));
}

TEST_F(EndpointCollectorTest, LeavesOutWhatOdinNoLongerSays) {
  EXPECT_EQ(SamplesOf(CollectText(kPrinters + "odin_queue_depth 4\n")).size(), 2U);
  EXPECT_EQ(SamplesOf(CollectText(kPrinters)).size(), 1U);
}

TEST_F(EndpointCollectorTest, TakesOffTheLabelsThatASeriesGetsLater) {
  EXPECT_EQ(SamplesOf(CollectText("odin_spools_total{site=\"a\",region=\"b\",color=\"red\"} 1\n")),
            (test::Samples{{{"odin_spools_total", {{"color", "red"}}}, 1}}));
}

TEST_F(EndpointCollectorTest, ReadsAPrinterWhoseNameBreaksItsLines) {
  const CollectResult result =
      CollectText("odin_printer_bed_temp_celsius{printer=\"6\" bed\",printer_id=\"1\"} 60.5\n");
  EXPECT_EQ(SamplesOf(result), (test::Samples{{{"odin_printer_bed_temp_celsius",
                                                {{"printer", "6\" bed"}, {"printer_id", "1"}}},
                                               60.5}}));
  EXPECT_EQ(result.text_faults->repaired_lines, 1U);
  EXPECT_EQ(result.text_faults->bad_lines, 0U);
  EXPECT_THAT(result.remarks, IsEmpty()) << "nothing is missing";
}

TEST_F(EndpointCollectorTest, RemarksUponASeriesThatComesTwice) {
  const CollectResult result = CollectText(kPrinters + "odin_queue_depth 1\nodin_queue_depth 2\n");
  EXPECT_EQ(SamplesOf(result).at({"odin_queue_depth", {}}), 1);
  EXPECT_EQ(result.text_faults->dropped_series, 1U);
  ASSERT_THAT(result.remarks, SizeIs(1));
  EXPECT_THAT(result.remarks[0], StartsWith("line 5: "));
}

TEST_F(EndpointCollectorTest, ABadLineCostsThatLineAlone) {
  const CollectResult result = CollectText(WithTenLines("odin_queue_depth four\n"));
  EXPECT_EQ(SamplesOf(result).size(), 11U);
  EXPECT_EQ(result.text_faults->bad_lines, 1U);
  ASSERT_THAT(result.remarks, SizeIs(1));
  EXPECT_THAT(result.remarks[0], StartsWith("line 14: "));
  EXPECT_THAT(result.remarks[0], EndsWith(": odin_queue_depth four"));
}

// Its number and its value change; it is still the same.
TEST_F(EndpointCollectorTest, RemarksUponABadLineInTheSameWordsWhileItLasts) {
  const auto broken = [](const std::string& value) {
    return "odin_printer_bed_temp_celsius{printer=x,printer_id=\"1\"} " + value + "\n";
  };
  const auto first = CollectText(WithTenLines(broken("60.5"))).remarks;
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(CollectText(WithTenLines("odin_queue_depth 1\n" + broken("61"))).remarks, first);
  const auto both = CollectText(WithTenLines("{\n" + broken("1e-3 1700000000000"))).remarks;
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0], first[0]);
  EXPECT_EQ(CollectText(WithTenLines(broken("5"))).remarks, both) << "no second word about it";
  EXPECT_THAT(CollectText(WithTenLines("")).remarks, IsEmpty());
  EXPECT_THAT(CollectText(WithTenLines(broken("62"))).remarks, ElementsAre(HasSubstr(" 62")));
}

TEST_F(EndpointCollectorTest, DoesNotFloodTheLogWithLinesThatAlwaysChange) {
  std::vector<std::string> remarks;
  for (int i = 0; i < 100; ++i) {
    remarks = CollectText(WithTenLines("odin_x{" + std::string(i + 1, 'y') + "\n")).remarks;
  }
  EXPECT_THAT(remarks, SizeIs(20));
}

TEST_F(EndpointCollectorTest, FailsWhenMoreThanAFifthOfTheLinesIsBad) {
  const std::string good = "odin_a 1\nodin_b 1\nodin_c 1\nodin_d 1\n";
  EXPECT_FALSE(CollectText(good + "odin_e\n").error) << "a fifth";
  const CollectResult result = CollectText(good + "odin_e\nodin_f one\n");
  EXPECT_EQ(FailureOf(result).reason, "malformed");
  EXPECT_THAT(FailureOf(result).detail,
              StartsWith(std::string(kUrl) + ": 2 of 6 lines cannot be read; line 5: "));
  EXPECT_EQ(result.text_faults->bad_lines, 2U);
  EXPECT_THAT(FailureOf(CollectText("odin_a{b=\"6\" bed\"} 1\nodin_c\n")).detail,
              HasSubstr("1 of 2 lines cannot be read; line 2: "))
      << "a repaired line is not to blame";
}

TEST_F(EndpointCollectorTest, RefusesMoreLinesThanAnyFarmHas) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "odin_x 1\n";
  EXPECT_FALSE(CollectText(text).error);
  const CollectError error = FailureOf(CollectText(text + "\n"));
  EXPECT_EQ(error.reason, "too_large");
  EXPECT_THAT(error.detail, HasSubstr("has more than 200000 lines"));
}

TEST_F(EndpointCollectorTest, TakesTheSeriesOfTenThousandPrintersAndNotOfAMillion) {
  const auto text = [](int series) {
    std::string lines;
    for (int i = 0; i < series; ++i) {
      lines += "odin_printer_progress{printer=\"Printer " + std::to_string(i) + "\",printer_id=\"" +
               std::to_string(i) + "\"} 50\n";
    }
    return lines;
  };
  EXPECT_FALSE(CollectText(text(50'000)).error);
  const CollectError error = FailureOf(CollectText(text(100'000)));
  EXPECT_EQ(error.reason, "too_large");
  EXPECT_THAT(error.detail, HasSubstr("its metrics take more than 24 MB of memory"));
}

TEST_F(EndpointCollectorTest, CutsANameOfMegabytes) {
  const CollectResult result = CollectText(
      WithTenLines("odin_printer_progress{printer=\"" + std::string(7 << 20, 'x') + "\"} 5\n"));
  ASSERT_FALSE(result.error) << result.error->detail;
  EXPECT_EQ(result.families.back().metric.at(0).label.at(0).value, std::string(1024, 'x') + "…");
  EXPECT_EQ(result.text_faults->repaired_lines, 1U);
}

TEST_F(EndpointCollectorTest, ReturnsWhatItsClientThrows) {
  class Throwing final : public net::HttpClient {
    [[nodiscard]] net::HttpReply Send(const net::HttpRequest&, std::stop_token) override {
      throw std::runtime_error("libcurl: out of memory");
    }
  };
  EndpointCollector collector(config_, milliseconds(1500), {}, std::make_unique<Throwing>());
  const CollectError error = FailureOf(collector.Collect({}));
  EXPECT_EQ(error.reason, "io");
  EXPECT_EQ(error.detail, std::string(kUrl) + " cannot be read: libcurl: out of memory");
}

TEST_F(EndpointCollectorTest, CallsNothingOdinThatHasNoneOfItsMetrics) {
  for (const std::string text : {"", "\n", "up 1\n", "# TYPE odin_printers_total gauge\n"}) {
    const CollectError error = FailureOf(CollectText(text));
    EXPECT_EQ(error.reason, "not_odin") << text;
    EXPECT_EQ(error.detail, std::string(kUrl) +
                                ": answers, but without any metric of O.D.I.N. (odin_…): is "
                                "this O.D.I.N.? O.D.I.N.'s metrics are at /api/metrics");
  }
  config_.families = {"up"};
  collector_.reset();
  EXPECT_EQ(FailureOf(CollectText("up 1\n")).reason, "not_odin");
}

// Its own endpoint, by mistake, would tell it for ever what it once said itself.
TEST_F(EndpointCollectorTest, TakesNoOdinAgentForOdin) {
  const CollectError error =
      FailureOf(CollectText(kPrinters + "odin_agent_build_info{version=\"1\"} 1\n"));
  EXPECT_EQ(error.reason, "not_odin");
  EXPECT_THAT(error.detail, HasSubstr("is an odin-agent, not O.D.I.N."));
}

TEST_F(EndpointCollectorTest, SaysPlainlyWhatIsNoText) {
  const auto detail = [this](const std::string& type) {
    const CollectError error = FailureOf(CollectText(kPrinters, type));
    EXPECT_EQ(error.reason, "not_odin");
    return error.detail;
  };
  EXPECT_THAT(detail("text/html; charset=utf-8"),
              HasSubstr("answers with text/html, an HTML page, not metrics: a login form"));
  EXPECT_THAT(detail("application/json"), HasSubstr("application/json, JSON, not metrics"));
  EXPECT_THAT(detail("application/problem+json"), HasSubstr("JSON"));
  EXPECT_THAT(detail("image/png"), HasSubstr("answers with image/png, not metrics"));
  for (const std::string type : {"", "TEXT/PLAIN", "text/plain;charset=utf-8",
                                 "application/openmetrics-text; version=1.0.0"}) {
    EXPECT_FALSE(CollectText(kPrinters, type).error) << type;
  }
}

TEST_F(EndpointCollectorTest, TellsRefusalsApart) {
  const auto says = [this](int status, const std::string& reason, const std::string& words) {
    const CollectError error = Failure(status, "{\"detail\":\"so it is\"}");
    EXPECT_EQ(error.reason, reason) << status;
    EXPECT_THAT(error.detail, StartsWith(std::string(kUrl) + ": HTTP " + std::to_string(status)));
    EXPECT_THAT(error.detail, HasSubstr(words)) << status;
    EXPECT_THAT(error.detail, EndsWith(": it says: {\"detail\":\"so it is\"}"));
  };
  says(401, "unauthorized", "make an API token of the scope read in O.D.I.N. and set api_key_file");
  says(403, "forbidden", "needs the role viewer, and the token the scope read");
  says(404, "not_odin", "O.D.I.N.'s metrics are at /api/metrics");
  says(405, "not_odin", "O.D.I.N.'s metrics are at /api/metrics");
  says(407, "connect", "check the user and password in proxy_url");
  says(418, "rejected", "check url");
  says(429, "rate_limited", "collect less often");
  says(500, "server_error", "see its log");
  says(503, "server_error", "see its log");
}

TEST_F(EndpointCollectorTest, NamesTheKeysOfCredentialsThatAreNotAccepted) {
  config_.http.api_key.file = "/etc/odin.key";
  config_.http.basic_auth = config::BasicAuth{"viewer", {base::Secret("hunter2"), ""}};
  EXPECT_THAT(Failure(401).detail,
              HasSubstr("does not accept what we show: check api_key_file and basic_auth"));
}

TEST_F(EndpointCollectorTest, SaysWhereARedirectThatIsNotFollowedLeads) {
  reply_.status = 302;
  reply_.location = "https://sso.lan/login?token=s3cret";
  const CollectError error = FailureOf(Collect());
  EXPECT_EQ(error.reason, "rejected");
  EXPECT_THAT(error.detail, HasSubstr("redirects to https://sso.lan/login"));
  EXPECT_THAT(error.detail, Not(HasSubstr("s3cret")));
}

TEST_F(EndpointCollectorTest, PassesOnWhatTheTransportSays) {
  const std::map<net::TransportError, std::string> reasons{
      {net::TransportError::kDns, "dns"},
      {net::TransportError::kConnect, "connect"},
      {net::TransportError::kTimeout, "timeout"},
      {net::TransportError::kTls, "tls"},
      {net::TransportError::kTooLarge, "too_large"},
      {net::TransportError::kEncoding, "malformed"},
      {net::TransportError::kCredentials, "unauthorized"},
      {net::TransportError::kCancelled, "cancelled"}};
  for (const auto& [error, reason] : reasons) {
    reply_.error = error;
    reply_.detail = "what happened";
    EXPECT_EQ(FailureOf(Collect()).reason, reason);
    EXPECT_THAT(FailureOf(Collect()).detail, StartsWith("what happened"));
    EXPECT_FALSE(Collect().text_faults);
  }
}

TEST_F(EndpointCollectorTest, KnowsABodyThatIsNoText) {
  const auto says = [this](std::string_view body, const std::string& reason,
                           const std::string& words) {
    const CollectError error = FailureOf(CollectText(std::string(body)));
    EXPECT_EQ(error.reason, reason);
    EXPECT_THAT(error.detail, HasSubstr(words));
    EXPECT_THAT(error.detail, Not(HasSubstr("line"))) << "no noise is shown";
  };
  const std::string gzip = exposition::Render(kPrinters).gzip;
  says(gzip, "malformed", "the reply looks compressed (gzip), but without the header");
  says(gzip + gzip + "\n" + gzip, "malformed", "looks compressed (gzip)");
  says("\x28\xB5\x2F\xFD\x04\x91\n\xFF\x01", "malformed", "looks compressed (zstd)");
  says(std::string_view("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "not_odin",
       "a PNG image, not metrics");
  says(std::string_view("\x01\x02\n\x03\x04\n\x05", 7), "not_odin", "binary data, not metrics");
  says(std::string_view("SQLite format 3\0\x10\0\1", 19), "not_odin", "a SQLite database, not");
  says("<!DOCTYPE html>\n<html>\n<p>\n", "not_odin", "answers with an HTML page, not metrics");
  says("{\"detail\": \"no\"}\n", "not_odin", "answers with JSON, not metrics");
}

// O.D.I.N.'s own GET /metrics gives its web page with 200.
TEST_F(EndpointCollectorTest, SaysWhichUrlToSet) {
  const auto detail = [this](const std::string& url) {
    config_.http.url = url;
    collector_.reset();
    return FailureOf(CollectText("<html>", "text/html")).detail;
  };
  EXPECT_EQ(detail("http://odin.lan:8000/metrics"),
            "http://odin.lan:8000/metrics: answers with text/html, an HTML page, not metrics: a "
            "login form, a proxy's page, or O.D.I.N.'s own pages: O.D.I.N.'s metrics are at "
            "/api/metrics: set url to http://odin.lan:8000/api/metrics");
  EXPECT_THAT(detail("https://farm.lan"), EndsWith("set url to https://farm.lan/api/metrics"));
  EXPECT_THAT(detail("http://farm.lan/odin/metrics?x"),
              EndsWith("set url to http://farm.lan/odin/api/metrics"));
  EXPECT_THAT(detail("http://farm.lan:8000/printers"),
              EndsWith("set url to http://farm.lan:8000/api/metrics"));
  for (const std::string path : {"/api/metrics", "/api/v1/metrics", "/odin/api/metrics"}) {
    EXPECT_THAT(detail("http://farm.lan" + path), EndsWith("metrics are at /api/metrics"));
  }
}

TEST_F(EndpointCollectorTest, SaysThatAnApiKeyShutsOutALogin) {
  config_.http.authorization = config::Authorization{"Bearer", {base::Secret("jwt"), ""}};
  EXPECT_THAT(Failure(401).detail, HasSubstr("check authorization; the token may be wrong, expired "
                                             "or revoked; an O.D.I.N. that has an API_KEY takes no "
                                             "login but that: set api_key_file"));
}

TEST_F(EndpointCollectorTest, ShowsNoNoiseOfAFailedReply) {
  EXPECT_THAT(Failure(502, exposition::Render("out").gzip).detail, EndsWith("fails: see its log"));
}

TEST_F(EndpointCollectorTest, GivesAKnownFamilyItsOwnTypeAndHelp) {
  const auto text = [this](const std::string& reply) {
    std::string written;
    exposition::WriteText(CollectText(reply).families, {}, written);
    return written;
  };
  const std::string right =
      "# HELP odin_printers_total Active printers.\n"
      "# TYPE odin_printers_total gauge\n"
      "odin_printers_total 3\n";
  EXPECT_EQ(text("odin_printers_total 3\n"), right);
  EXPECT_EQ(text(kPrinters), right);
  EXPECT_EQ(text("# TYPE odin_printers_total counter\n# TYPE odin_printers_total gauge\n"
                 "# HELP odin_printers_total a\n# HELP odin_printers_total b\n"
                 "odin_printers_total 3\n"),
            right);
  EXPECT_EQ(text("# TYPE odin_printers_total histogram\nodin_printers_total 3\n"), right);
  const std::string hours =
      "# HELP odin_printer_print_hours_total Hours printed over the printer's life.\n"
      "# TYPE odin_printer_print_hours_total counter\n"
      "odin_printer_print_hours_total{printer=\"a\"} 1.5\n";
  EXPECT_EQ(text("odin_printer_print_hours_total{printer=\"a\"} 1.5\n"), hours);
  EXPECT_EQ(text("# TYPE odin_printer_print_hours counter\n# HELP odin_printer_print_hours x\n"
                 "odin_printer_print_hours_total{printer=\"a\"} 1.5\n# EOF\n"),
            hours)
      << "OpenMetrics";
  // What is not of the set is as O.D.I.N. says it.
  EXPECT_EQ(text("# HELP odin_new Theirs\n# TYPE odin_new counter\nodin_new 1\n"),
            "# HELP odin_new Theirs\n# TYPE odin_new counter\nodin_new 1\n");
}

TEST_F(EndpointCollectorTest, TakesNothingThatHasTheNameOfOurs) {
  const CollectResult result =
      CollectText(kPrinters + "# TYPE odin_agent summary\nodin_agent_sum 1\nodin_agent_count 1\n");
  EXPECT_THAT(SamplesOf(result), SizeIs(1));
}

std::string MillisecondsAt(base::WallTime time) {
  return std::to_string(std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count());
}

TEST_F(EndpointCollectorTest, ShowsNoOldSampleAsFresh) {
  // The server's clock counts, which its timestamps are of.
  const base::WallTime now = base::WallTime(std::chrono::seconds(1'000'000'000));
  reply_.date = now;
  const auto jobs = [&](std::chrono::milliseconds age) {
    const CollectResult result =
        CollectText(kPrinters + "odin_queue_depth 4 " + MillisecondsAt(now - age) + "\n");
    EXPECT_EQ(result.text_faults->dropped_series, result.remarks.size());
    return result;
  };
  for (const auto age : {milliseconds(0), milliseconds(90'000), milliseconds(-3'600'000)}) {
    EXPECT_THAT(jobs(age).families, SizeIs(2)) << age.count();
  }
  const CollectResult old = jobs(milliseconds(90'001));
  EXPECT_THAT(old.families, SizeIs(1));
  ASSERT_THAT(old.remarks, SizeIs(1));
  EXPECT_EQ(old.remarks[0], "line 4: its own timestamp says that it is old: odin_queue_depth 4 " +
                                MillisecondsAt(now - milliseconds(90'001)));
  EXPECT_EQ(jobs(std::chrono::hours(1)).remarks, old.remarks) << "said once";
}

TEST_F(EndpointCollectorTest, FailsWhenAllIsOld) {
  const CollectError error = FailureOf(CollectText("odin_printers_total 3 1000000000000\n"));
  EXPECT_EQ(error.reason, "stale");
  EXPECT_THAT(error.detail,
              HasSubstr("every value of O.D.I.N. in the reply is more than 1m30s old"));
}

// A part of a secret is none for whoever looks for all of it.
TEST_F(EndpointCollectorTest, MasksASecretBeforeItIsCutOrCleaned) {
  reply_.mask.Add("s3cr\tet-key");
  for (std::size_t before = 150; before < 210; ++before) {
    const CollectResult result = CollectText(
        WithTenLines("odin_x{ " + std::string(before, '.') + "s3cr\tet-key and more\n"));
    ASSERT_THAT(result.remarks, SizeIs(1));
    EXPECT_THAT(result.remarks[0], Not(HasSubstr("s3"))) << result.remarks[0];
    collector_.reset();
  }
}

TEST_F(EndpointCollectorTest, MasksItsSecretsInWhatItQuotes) {
  reply_.mask.Add("s3cret");
  const CollectResult result = CollectText(WithTenLines("odin_x{ you are s3cret\n"));
  ASSERT_THAT(result.remarks, SizeIs(1));
  EXPECT_THAT(result.remarks[0], EndsWith("you are ***"));
  EXPECT_THAT(FailureOf(CollectText("{you are s3cret\n")).detail, EndsWith("you are ***"));
}

}  // namespace
}  // namespace agent::collect
