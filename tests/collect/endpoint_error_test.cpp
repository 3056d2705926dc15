// What the endpoint's collector says of replies that it cannot use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "agent/exposition/rendered.hpp"
#include "collect/endpoint_fixture.hpp"
#include "support/samples.hpp"

namespace agent::collect {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

TEST_F(EndpointCollectorTest, FailsWhenMoreThanAFifthOfTheLinesIsBad) {
  const std::string good = "odin_a 1\nodin_b 1\nodin_c 1\nodin_d 1\n";
  EXPECT_FALSE(CollectText(good + "odin_e\n").error) << "a fifth";
  const CollectResult result = CollectText(good + "odin_e\nodin_f one\n");
  EXPECT_EQ(NameOf(FailureOf(result).reason), "malformed");
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
  EXPECT_EQ(NameOf(error.reason), "too_large");
  EXPECT_THAT(error.detail, HasSubstr("has more than 200000 lines"));
}

TEST_F(EndpointCollectorTest, ReturnsWhatItsClientThrows) {
  class Throwing final : public net::HttpClient {
    [[nodiscard]] net::HttpReply Send(const net::HttpRequest&, std::stop_token) override {
      throw std::runtime_error("libcurl: out of memory");
    }
  };
  EndpointCollector collector(config_, milliseconds(1500), {}, std::make_unique<Throwing>());
  const CollectError error = FailureOf(collector.Collect({}));
  EXPECT_EQ(NameOf(error.reason), "io");
  EXPECT_EQ(error.detail, std::string(kUrl) + " cannot be read: libcurl: out of memory");
}

TEST_F(EndpointCollectorTest, CallsNothingOdinThatHasNoneOfItsMetrics) {
  for (const std::string text : {"", "\n", "up 1\n", "# TYPE odin_printers_total gauge\n"}) {
    const CollectError error = FailureOf(CollectText(text));
    EXPECT_EQ(NameOf(error.reason), "not_odin") << text;
    EXPECT_EQ(error.detail, std::string(kUrl) +
                                ": answers, but without any metric of O.D.I.N. (odin_…): is "
                                "this O.D.I.N.? O.D.I.N.'s metrics are at /api/metrics");
  }
  config_.families = {"up"};
  collector_.reset();
  EXPECT_EQ(NameOf(FailureOf(CollectText("up 1\n")).reason), "not_odin");
}

// Its own endpoint, by mistake, would tell it for ever what it once said itself.
TEST_F(EndpointCollectorTest, TakesNoOdinAgentForOdin) {
  const CollectError error =
      FailureOf(CollectText(kPrinters + "odin_agent_build_info{version=\"1\"} 1\n"));
  EXPECT_EQ(NameOf(error.reason), "not_odin");
  EXPECT_THAT(error.detail, HasSubstr("is an odin-agent, not O.D.I.N."));
}

TEST_F(EndpointCollectorTest, SaysPlainlyWhatIsNoText) {
  const auto detail = [this](const std::string& type) {
    const CollectError error = FailureOf(CollectText(kPrinters, type));
    EXPECT_EQ(NameOf(error.reason), "not_odin");
    return error.detail;
  };
  EXPECT_THAT(detail("text/html; charset=utf-8"),
              HasSubstr("answers with text/html, an HTML page, not metrics: a login form"));
  EXPECT_THAT(detail("application/json"), HasSubstr("application/json, JSON, not metrics"));
  EXPECT_THAT(detail("application/problem+json"), HasSubstr("JSON"));
  EXPECT_THAT(detail("image/png"), HasSubstr("answers with image/png, not metrics"));
  EXPECT_THAT(detail("application/openmetrics-text; version=1.0.0"),
              HasSubstr("application/openmetrics-text, not the text format 0.0.4 that was asked"));
  for (const std::string type : {"", "TEXT/PLAIN", "text/plain;charset=utf-8"}) {
    EXPECT_FALSE(CollectText(kPrinters, type).error) << type;
  }
}

TEST_F(EndpointCollectorTest, TellsRefusalsApart) {
  const auto says = [this](int status, const std::string& reason, const std::string& words) {
    const CollectError error = Failure(status, "{\"detail\":\"so it is\"}");
    EXPECT_EQ(NameOf(error.reason), reason) << status;
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
  EXPECT_EQ(NameOf(error.reason), "rejected");
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
    EXPECT_EQ(NameOf(FailureOf(Collect()).reason), reason);
    EXPECT_THAT(FailureOf(Collect()).detail, StartsWith("what happened"));
    EXPECT_FALSE(Collect().text_faults);
  }
}

TEST_F(EndpointCollectorTest, KnowsABodyThatIsNoText) {
  const auto says = [this](std::string_view body, const std::string& reason,
                           const std::string& words) {
    const CollectError error = FailureOf(CollectText(std::string(body)));
    EXPECT_EQ(NameOf(error.reason), reason);
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
  EXPECT_THAT(Failure(502, exposition::Render("out").gzip).detail,
              EndsWith("fails: see its log: it says: 23 bytes of binary data"));
}

TEST_F(EndpointCollectorTest, FailsWhenAllIsOld) {
  const CollectError error = FailureOf(CollectText("odin_printers_total 3 1000000000000\n"));
  EXPECT_EQ(NameOf(error.reason), "stale");
  EXPECT_THAT(error.detail,
              HasSubstr("every value of O.D.I.N. in the reply is more than 1m30s old"));
}

// A part of a secret is none for whoever looks for all of it.
TEST_F(EndpointCollectorTest, MasksASecretBeforeItIsCutOrCleaned) {
  reply_.mask.Add("s3cr\tet-key");
  for (std::size_t before = 150; before < 210; ++before) {
    const CollectResult result = CollectText(
        WithTenLines("odin_x{ " + std::string(before, '.') + "s3cr\tet-key and more\n"));
    ASSERT_THAT(result.warnings, SizeIs(1));
    EXPECT_THAT(result.warnings[0], Not(HasSubstr("s3"))) << result.warnings[0];
    collector_.reset();
  }
}

TEST_F(EndpointCollectorTest, MasksItsSecretsInWhatItQuotes) {
  reply_.mask.Add("s3cret");
  const CollectResult result = CollectText(WithTenLines("odin_x{ you are s3cret\n"));
  ASSERT_THAT(result.warnings, SizeIs(1));
  EXPECT_THAT(result.warnings[0], EndsWith("you are ***"));
  EXPECT_THAT(FailureOf(CollectText("{you are s3cret\n")).detail, EndsWith("you are ***"));
}

}  // namespace
}  // namespace agent::collect
