#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <initializer_list>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "serve/server_attack.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_client.hpp"

// Random requests and handshakes; the seeds are fixed.
namespace agent::serve {
namespace {

using test::RawClient;

class ServerFuzz : public ServerAttack {};

// Makes requests that are nearly right, and damages every other one.
class RequestFuzzer {
 public:
  std::string Next() {
    std::string text =
        Pick({"GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "get", "", "\x01"}) + Space() +
        Target() + Space() + Version() + LineEnd() +
        Pick({"Host: a\r\n", "Host: a\r\n", "Host: a\r\n", ""});
    for (std::size_t lines = Below(6); lines > 0; --lines) text += HeaderLine();
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

  std::string LineEnd() {
    return Below(12) == 0 ? Pick({"\n", "\r", "\r\r\n", ""}) : std::string("\r\n");
  }

  std::string Space() { return Below(6) == 0 ? Pick({"  ", "\t", ""}) : std::string(" "); }

  std::string Version() {
    return Below(4) == 0 ? Pick({"HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 ", "http/1.1",
                                 "HTTP/9999999999.1", "ICY", ""})
                         : std::string("HTTP/1.1");
  }

  std::string Target() {
    if (Below(10) == 0) return '/' + Noise(60);
    return Pick({"/", "/api/metrics", "/metrics", "/api/metrics?a=b&c", "/-/healthy", "/-/ready",
                 "/api/%2e%2e/metrics", "//api/metrics", "/%00", "*", "http://a/api/metrics", "/?%",
                 "/api/metrics#", "", "/-/"});
  }

  std::string HeaderLine() {
    const std::string name =
        Below(8) == 0 ? Pick({"Host", "Content-Length", "Transfer-Encoding", "", " ", "\x7F"})
                      : Pick({"Accept", "Authorization", "Authorization", "X-API-Key", "Expect",
                              "Connection", "Cookie", "Accept-Encoding", "Upgrade"});
    return name + (Below(8) == 0 ? Pick({":", " : ", "", ":\t"}) : ": ") + HeaderValue() +
           LineEnd();
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

TEST_F(ServerFuzz, SurvivesAHundredThousandFuzzedRequests) {
  // ThreadSanitizer takes ten times as long for each.
  constexpr int kRequests = ODIN_AGENT_TEST_SANITIZED ? 20'000 : 100'000;
  const std::set<std::string> expected_codes = {"100", "200", "400", "401", "405", "413", "414",
                                                "417", "429", "431", "500", "501", "503", "505"};
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

TEST_F(ServerFuzz, SurvivesDamagedTlsHandshakes) {
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
