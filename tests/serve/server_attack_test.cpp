#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "agent/base/text.hpp"
#include "agent/serve/bcrypt.hpp"
#include "serve/server_fixture.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_client.hpp"

// Whoever wants to get in, or to bring the server down. All random choices have a fixed seed.
namespace agent::serve {
namespace {

using test::BasicHeader;
using test::RawClient;
using test::Reply;
using test::Request;
using testing::HasSubstr;
using testing::Not;

const std::string kToken = "qX7vR2mK9pL4sT8w";
const std::string kRight = "X-API-Key: " + kToken;
const std::string kPassword = "pa:ss";
constexpr const char* kSecretText = "odin_printers_total 20\n";
constexpr const char* kSecretSite = "berlin-1";  // on the landing page

class ServerAttack : public test::ServerTest {
 protected:
  ServerAttack() {
    config_.authorization.emplace();
    config_.authorization->credentials.value = base::Secret(kToken);
    config_.basic_auth_users = {{"admin", HashPassword(kPassword, 4)}};
    limits_.inactivity = std::chrono::seconds(1);
    Publish(1, kSecretText);
  }

  // All that the server sends to clients, one for each request, that send it and then no more.
  std::vector<std::string> AnswersTo(const std::vector<std::string>& requests) {
    std::vector<RawClient> clients;
    for (const std::string& request : requests) {
      clients.push_back(Connect());
      clients.back().Send(request);
    }
    // The library does not notice an end that it finds together with the last bytes before it, so
    // these must have been read before: later clients are served later.
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Get("/-/healthy").code, 200);
    for (RawClient& client : clients) client.EndWriting();
    std::vector<std::string> answers;
    for (RawClient& client : clients) {
      answers.push_back(client.ReadToEnd());
      client.ResetAtClose();  // else ports run out
    }
    return answers;
  }
  std::string AnswersTo(const std::string& request) {
    return AnswersTo(std::vector<std::string>{request}).front();
  }

  void ExpectNormal() { EXPECT_EQ(Get("/api/metrics", {kRight}).body, kSecretText); }
};

void ExpectNothingGivenAway(const std::string& answers, const std::string& request) {
  const bool is_safe = answers.find(kSecretText) == std::string::npos &&
                       answers.find(kSecretSite) == std::string::npos &&
                       answers.find("version=0.0.4") == std::string::npos &&
                       answers.find("text/html; charset=utf-8") == std::string::npos;
  ASSERT_TRUE(is_safe) << "to " << testing::PrintToString(request) << " came " << answers;
}

std::string TokenText(std::string_view kind) {
  if (kind == "basic") return base::Base64Encode("admin:" + kPassword);
  if (kind == "upper") {
    std::string text = kToken;
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
    return text;
  }
  return kToken;
}

// Every way to put scheme, separator, credentials and tail together that is not the right one.
std::vector<std::string> MalformedCredentials() {
  using std::string_literals::operator""s;
  const std::string basic = TokenText("basic");
  std::vector<std::string> all;
  for (const std::string& scheme :
       std::vector<std::string>{"", "Bearer", "bEARER", "Basic", "Token", "Digest", "Bearer Bearer",
                                "Basic Bearer", "Bearer,", "\"Bearer\"", std::string("Bearer\0", 7),
                                "B\xC3\xA9"
                                "arer"}) {
    for (const std::string separator : {" ", "   ", "\t", "", ":", "=", ",", "\x01", " \x7F"}) {
      for (const std::string& credentials :
           std::vector<std::string>{kToken,
                                    TokenText("upper"),
                                    kToken.substr(1),
                                    kToken + "x",
                                    '"' + kToken + '"',
                                    '<' + kToken + '>',
                                    kToken + ' ' + kToken,
                                    kToken + ',' + kToken,
                                    basic,
                                    basic + "=",
                                    base::Base64Encode("admin"),
                                    base::Base64Encode("admin:"),
                                    base::Base64Encode(":" + kPassword),
                                    base::Base64Encode("admin:" + kToken),
                                    base::Base64Encode("admin:" + kPassword + "\0"s),
                                    base::Base64Encode(kToken),
                                    "admin:" + kPassword,
                                    ""s,
                                    "null"s,
                                    "%00"s,
                                    std::string(3000, 'a')}) {
        for (const std::string tail : {"", ",", ";q=1", " x", "\x01", "\xFF", "=", "\\"}) {
          const std::string lower = base::ToLowerAscii(scheme);
          const bool is_spaced = separator == " " || separator == "   ";
          const bool is_right = is_spaced && tail.empty() &&
                                ((lower == "bearer" && credentials == kToken) ||
                                 (lower == "basic" && credentials == basic));
          if (!is_right) all.push_back(scheme + separator + credentials + tail);
        }
      }
    }
  }
  return all;
}

// Sends one request after the other, on a new connection where the server has closed the last one.
class Sender {
 public:
  explicit Sender(std::uint16_t port) : port_(port) {}

  // 0: no answer.
  int CodeFor(const std::string& request) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (!client_) client_ = std::make_unique<RawClient>(port_);
      client_->Send(request);
      const int code = client_->Read().code;
      if (code != 401 && code != 429) client_.reset();  // it may wait for more, or has closed
      if (code != 0) return code;
    }
    return 0;
  }

 private:
  const std::uint16_t port_;
  std::unique_ptr<RawClient> client_;
};

TEST_F(ServerAttack, LetsNobodyInByAMalformedHeader) {
  Start();
  const std::vector<std::string> malformed = MalformedCredentials();
  ASSERT_GT(malformed.size(), 15'000U);
  std::map<int, int> codes;
  Sender sender(server_->port());
  std::size_t count = 0;
  for (const std::string& value : malformed) {
    const std::string name = ++count % 3 == 0 ? "X-API-Key: " : "Authorization: ";
    // X-API-Key has no scheme, so these are the token itself.
    if (name == "X-API-Key: " && base::Trim(value) == kToken) continue;
    const std::string target = count % 2 == 0 ? "/api/metrics" : "/";
    const int code = sender.CodeFor(Request("GET", target, {name + value}));
    ++codes[code];
    ASSERT_TRUE(code == 401 || code == 429 || code == 400 || code == 0)
        << code << " for " << testing::PrintToString(name + value);
  }
  EXPECT_GT(codes[401], 1000);
  EXPECT_GT(codes[429], 1000) << "wrong tokens are slowed down";
  ExpectNormal();
}

TEST_F(ServerAttack, LetsNobodyInByTwoHeadersOrAnotherName) {
  Start();
  Sender sender(server_->port());
  const std::vector<std::string> lines = {
      "Authorization: Bearer " + kToken,
      kRight,
      BasicHeader("admin", kPassword),
      "Authorization: Bearer wrong",
      "X-API-Key: wrong",
  };
  for (const std::string& first : lines) {
    for (const std::string& second : lines) {
      for (const char* path : {"/api/metrics", "/"}) {
        EXPECT_EQ(sender.CodeFor(Request("GET", path, {first, second})), 401) << first << second;
      }
    }
  }
  for (const std::string name :
       {"Authorization ", "Authorisation", "Proxy-Authorization", "X-Authorization", "X_API_Key",
        "X-API-Key ", "X-API-Key\t", "X-API-Keys", "API-Key", "X-Forwarded-Authorization", "Cookie",
        "", ":Authorization", "X-API-Key\x01"}) {
    for (const std::string& value : {kToken, "Bearer " + kToken}) {
      const int code = sender.CodeFor(Request("GET", "/api/metrics", {name + ": " + value}));
      EXPECT_TRUE(code == 401 || code == 400 || code == 0) << code << " for " << name;
    }
  }
  const int folded =
      sender.CodeFor("GET / HTTP/1.1\r\nHost: a\r\nAuthorization:\r\n Bearer\r\n x\r\n\r\n");
  EXPECT_TRUE(folded == 401 || folded == 429 || folded == 400) << folded;
  ExpectNormal();
}

TEST_F(ServerAttack, HidesNothingBehindAnotherSpellingOfAPath) {
  Start();
  for (const std::string& target : std::vector<std::string>{"/api/%2e%2e/metrics",
                                                            "/api/../metrics",
                                                            "/api/./metrics",
                                                            "//api/metrics",
                                                            "//metrics",
                                                            "///",
                                                            "/api//metrics",
                                                            "/api/metrics/",
                                                            "/api/metrics%00",
                                                            "/%61pi/metrics",
                                                            "/api%2fmetrics",
                                                            "/api/metrics;x",
                                                            "/api/metrics%3Fx",
                                                            "/-/healthy/../../api/metrics",
                                                            "/-/healthy%2f..%2f..%2fapi%2fmetrics",
                                                            "/-/healthy;/api/metrics",
                                                            "/-/healthy/",
                                                            "/-/healthy%00/api/metrics",
                                                            "http://localhost/api/metrics",
                                                            "http://localhost/-/healthy",
                                                            "https://x@y/metrics",
                                                            "*",
                                                            "localhost:9465",
                                                            "\\api\\metrics",
                                                            "api/metrics",
                                                            "/\xC0\xAE\xC0\xAE/metrics",
                                                            "/API/METRICS"}) {
    for (const char* method : {"GET", "HEAD"}) {
      const std::string request = Request(method, target);
      const std::string answers = AnswersTo(request);
      EXPECT_THAT(answers, HasSubstr("HTTP/1.1 401 ")) << target;
      ExpectNothingGivenAway(answers, request);
    }
    EXPECT_EQ(Get(target, {kRight}).code, 404) << target;
  }
  // A query or fragment is not the path's.
  EXPECT_EQ(Get("/api/metrics?/-/healthy").code, 401);
  EXPECT_EQ(Get("/api/metrics#/-/healthy").code, 401);
  ExpectNormal();
}

TEST_F(ServerAttack, RefusesOddMethodsWithoutALookAtCredentials) {
  Start();
  for (const std::string method : {"OPTIONS", "CONNECT", "TRACE", "PRI", "PROPFIND", "gEt", "GETT",
                                   "HEAD2", "\x01", "GET\x01"}) {
    for (const std::string target : {"/api/metrics", "*", "localhost:80"}) {
      const std::string answers = AnswersTo(Request(method, target, {kRight}));
      EXPECT_THAT(answers, testing::AnyOf(HasSubstr("HTTP/1.1 405 "), HasSubstr("HTTP/1.1 400 ")))
          << method;
      EXPECT_THAT(answers, Not(HasSubstr(kSecretText)));
    }
  }
  ExpectNormal();
}

TEST_F(ServerAttack, BoundsHeads) {
  Start();
  const std::string head = "GET /api/metrics HTTP/1.1\r\nHost: a\r\n";
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
  std::string empty_names;
  for (int i = 0; i < 100'000; ++i) empty_names += ":\r\n";
  for (const std::string& bomb : {
           head + many,
           head + "X: " + std::string(10 << 20, 'x'),
           head + std::string(10 << 20, 'n'),
           head + "Cookie: " + std::string(1 << 20, ';') + "\r\n\r\n",
           head + empty_names,
           head + "X:" + std::string(1 << 20, ' ') + "\r\n\r\n",
           head + "X: a\r\n" + std::string(1 << 20, '\t'),
           "GET /" + std::string(10 << 20, 'p'),
           "GET /?" + std::string(1 << 20, '&') + " HTTP/1.1\r\n\r\n",
           std::string(10 << 20, 'G'),
           std::string(1 << 20, '\n'),
           std::string(1 << 20, '\0'),
       }) {
    RawClient client = Connect();
    client.Send(bomb);
    client.EndWriting();
    const std::string answers = client.ReadToEnd();
    ExpectNothingGivenAway(answers, bomb.substr(0, 100));
    EXPECT_THAT(answers, Not(HasSubstr(" 200 ")));
    ExpectNormal();
  }
}

TEST_F(ServerAttack, NeverReadsABodyToItsEnd) {
  Start();
  const std::string megabyte(1 << 20, 'b');
  for (const std::string& head : {
           Request("POST", "/api/metrics", {kRight, "Content-Length: 99999999999999"}),
           Request("GET", "/api/metrics", {"Content-Length: 99999999999999"}),
           Request("POST", "/", {"Transfer-Encoding: chunked"}) + "ffffffff\r\n",
           Request("GET", "/", {"Transfer-Encoding: chunked"}) + "ffffffff\r\n",
       }) {
    RawClient client = Connect();
    ASSERT_TRUE(client.Send(head));
    int sent = 0;
    while (sent < 64 && client.Send(megabyte)) ++sent;
    EXPECT_LT(sent, 64) << "it should have hung up";
    ExpectNormal();
  }
}

TEST_F(ServerAttack, AnswersThousandsOfPipelinedRequestsEachForItself) {
  limits_.failed_logins_burst = 1'000'000;
  Start();
  std::string requests;
  constexpr int kRequests = 2000;
  for (int i = 0; i < kRequests; ++i) {
    requests += i % 4 == 0 ? Request("GET", "/api/metrics", {kRight})
                           : Request("GET", "/api/metrics", {"X-API-Key: guess"});
  }
  RawClient client = Connect();
  std::jthread sender([&] { client.Send(requests); });
  for (int i = 0; i < kRequests; ++i) ASSERT_EQ(client.Read().code, i % 4 == 0 ? 200 : 401) << i;
}

// Makes requests that are nearly right, and damages every other one.
class RequestFuzzer {
 public:
  std::string Next() {
    std::string text =
        Pick({"GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "get", "", "\x01"}) +
        Pick({" ", " ", " ", " ", "  ", "\t", ""}) + Target() + Pick({" ", " ", " ", "", "\t"}) +
        Pick({"HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 ",
              "http/1.1", "HTTP/9999999999.1", "ICY", ""}) +
        LineEnd();
    for (std::size_t lines = Below(8); lines > 0; --lines) text += HeaderLine();
    text += LineEnd();
    if (Below(4) == 0) text += std::string(Below(300), 'b');
    if (Below(2) == 0) Damage(text);
    return text;
  }

 private:
  std::size_t Below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  std::string Pick(std::initializer_list<std::string_view> of) {
    return std::string(of.begin()[Below(of.size())]);
  }

  std::string Noise(std::size_t limit) {
    std::string noise(Below(limit), '\0');
    for (char& c : noise) c = static_cast<char>(Below(256));
    return noise;
  }

  std::string LineEnd() { return Pick({"\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", ""}); }

  std::string Target() {
    if (Below(10) == 0) return '/' + Noise(60);
    return Pick({"/", "/api/metrics", "/metrics", "/api/metrics?a=b&c", "/-/healthy", "/-/ready",
                 "/api/%2e%2e/metrics", "//api/metrics", "/%00", "*", "http://a/api/metrics", "/?%",
                 "/api/metrics#", "", "/-/"});
  }

  std::string HeaderLine() {
    return Pick({"Host", "Host", "Authorization", "X-API-Key", "Content-Length",
                 "Transfer-Encoding", "Expect", "Connection", "Cookie", "Accept-Encoding",
                 "Upgrade", "", " ", "\x7F"}) +
           Pick({": ", ": ", ": ", ":", " : ", "", ":\t"}) + HeaderValue() + LineEnd();
  }

  std::string HeaderValue() {
    if (Below(8) == 0) return Noise(80);
    if (Below(50) == 0) return std::string(Below(4) == 0 ? 30'000 : Below(1500), 'v');
    return Pick({"localhost",
                 "Bearer guess",
                 "Basic YWRtaW46eA==",
                 "Basic",
                 "guess",
                 "0",
                 "1",
                 "-1",
                 "5",
                 "99999999999999999999",
                 "0x10",
                 "chunked",
                 "gzip",
                 "gzip;q=0",
                 "identity",
                 "100-continue",
                 "close",
                 "keep-alive",
                 "Upgrade, HTTP2-Settings",
                 "a=b; c",
                 "",
                 "\"",
                 ",",
                 "chunked, chunked"});
  }

  void Damage(std::string& text) {
    for (std::size_t changes = 1 + Below(4); changes > 0 && !text.empty(); --changes) {
      const std::size_t at = Below(text.size());
      switch (Below(4)) {
        case 0:
          text[at] = static_cast<char>(Below(256));
          break;
        case 1:
          text.erase(at, 1 + Below(10));
          break;
        case 2:
          text.insert(at, text.substr(Below(text.size()), Below(30)));
          break;
        default:
          text.insert(at, Pick({"\r\n", "\n", std::string_view("\0", 1), ":", " ", "\r\n\r\n"}));
      }
    }
  }

  std::mt19937 random_{20'261'125};
};

TEST_F(ServerAttack, SurvivesAHundredThousandFuzzedRequests) {
  // ThreadSanitizer takes ten times as long for each.
  constexpr int kRequests = ODIN_AGENT_TEST_SANITIZED ? 20'000 : 100'000;
  const std::set<std::string> expected_codes = {"100", "200", "400", "401", "405", "413", "414", "417",
                                                "429", "431", "500", "501", "503", "505"};
  Start();
  RequestFuzzer fuzzer;
  std::map<std::string, int> codes;
  std::vector<std::string> requests(100);
  for (int done = 0; done < kRequests; done += static_cast<int>(requests.size())) {
    for (std::string& request : requests) request = fuzzer.Next();
    const std::vector<std::string> answers = AnswersTo(requests);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      ExpectNothingGivenAway(answers[i], requests[i]);
      if (HasFatalFailure()) return;
      const std::string code = answers[i].size() > 12 ? answers[i].substr(9, 3) : "none";
      ++codes[code];
      ASSERT_TRUE(code == "none" || expected_codes.contains(code))
          << "to " << testing::PrintToString(requests[i]) << " came " << answers[i];
    }
  }
  EXPECT_GT(codes["400"], kRequests / 100);
  EXPECT_GT(codes["401"], kRequests / 100);
  EXPECT_GT(codes["405"], kRequests / 100);
  ExpectNormal();
}

// The bytes that a TLS client begins with.
std::string ClientHello() {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), in, out);
  SSL_connect(ssl.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

TEST_F(ServerAttack, SurvivesDamagedTlsHandshakes) {
  const test::TempDir dir;
  const test::CertificateAuthority ca(dir.path(), "ca");
  const test::CertificateFiles files = ca.Issue("server");
  config_.tls_server_config = {.cert_file = files.cert_file, .key_file = files.key_file};
  Start();
  const std::string hello = ClientHello();
  ASSERT_GT(hello.size(), 100U);
  std::mt19937 random(20'261'125);
  const auto below = [&random](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = hello;
    for (std::size_t changes = 1 + below(6); changes > 0; --changes) {
      damaged[below(damaged.size())] = static_cast<char>(below(256));
    }
    if (below(4) == 0) damaged.resize(below(damaged.size()));
    if (below(4) == 0) damaged += damaged;
    RawClient client = Connect();
    client.Send(damaged);
    if (i % 2 == 0) client.EndWriting();
    if (i % 4 == 1) client.ResetAtClose();
  }
  const test::TlsClientOptions trusting{.ca_file = ca.ca_file(), .certificate = {}};
  EXPECT_EQ(test::GetTls(server_->port(), "/api/metrics", trusting, {kRight}).body, kSecretText);
}

}  // namespace
}  // namespace agent::serve
