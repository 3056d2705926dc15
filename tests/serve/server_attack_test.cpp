#include "serve/server_attack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "agent/base/text.hpp"

// Whoever wants to get in, or to bring the server down.
namespace agent::serve {
namespace {

using test::BasicHeader;
using test::RawClient;
using test::Request;
using testing::HasSubstr;
using testing::Not;

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
  for (const std::string& target : std::vector<std::string>{
           "/api/%2e%2e/metrics", "/api/../metrics", "/api/./metrics", "/api/metrics%00",
           "/api%2fmetrics", "/api/metrics;x", "/api/metrics%3Fx", "/-/healthy/../../api/metrics",
           "/-/healthy%2f..%2f..%2fapi%2fmetrics", "/-/healthy;/api/metrics",
           "/-/healthy%00/api/metrics", "https://x@y/metrics", "*", "localhost:9465",
           "\\api\\metrics", "api/metrics", "/\xC0\xAE\xC0\xAE/metrics", "/API/METRICS"}) {
    for (const char* method : {"GET", "HEAD"}) {
      const std::string request = Request(method, target);
      const std::string answers = AnswersTo(request);
      EXPECT_THAT(answers, HasSubstr("HTTP/1.1 401 ")) << target;
      ExpectNothingGivenAway(answers, request);
    }
    EXPECT_EQ(Get(target, {kRight}).code, 404) << target;
  }
  // What means the same opens the same.
  for (const char* target : {"/api/metrics/", "//api/metrics", "/api//metrics", "//metrics", "///",
                             "/%61pi/metrics", "http://localhost/api/metrics/"}) {
    const std::string request = Request("GET", target);
    const std::string answers = AnswersTo(request);
    EXPECT_THAT(answers, HasSubstr("HTTP/1.1 401 ")) << target;
    ExpectNothingGivenAway(answers, request);
    EXPECT_EQ(Get(target, {kRight}).code, 200) << target;
  }
  EXPECT_EQ(Get("/-/healthy/").code, 200);
  // A whole URL opens what its path opens.
  EXPECT_EQ(Get("http://localhost/api/metrics").code, 401);
  EXPECT_EQ(Get("http://localhost/api/metrics", {kRight}).code, 200);
  EXPECT_EQ(Get("http://localhost/-/healthy").code, 200);
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

}  // namespace
}  // namespace agent::serve
