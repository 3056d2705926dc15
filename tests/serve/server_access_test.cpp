#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "agent/serve/bcrypt.hpp"
#include "serve/server_fixture.hpp"
#include "support/promptly.hpp"

// Access control as a client sees it.
namespace agent::serve {
namespace {

using std::chrono_literals::operator""s;
using test::BasicHeader;
using test::RawClient;
using test::Reply;
using test::Request;
using testing::HasSubstr;
using testing::Not;

constexpr int kQuick = 4;

class ServerAccess : public test::ServerTest {
 protected:
  ServerAccess() {
    config_.authorization.emplace();
    config_.authorization->credentials.value = base::Secret("t0ken");
    config_.basic_auth_users = {{"admin", HashPassword("pa:ss", kQuick)}};
    Publish(1, "odin_printers_total 20\n");
  }
};

TEST_F(ServerAccess, LetsInWhoHasTheTokenOrThePassword) {
  Start();
  for (const std::string& header :
       {std::string("Authorization: Bearer t0ken"), std::string("authorization: bearer   t0ken  "),
        std::string("X-API-Key: t0ken"), std::string("x-api-key:t0ken"),
        BasicHeader("admin", "pa:ss")}) {
    for (const char* path : {"/api/metrics", "/metrics", "/"}) {
      EXPECT_EQ(Get(path, {header}).code, 200) << header << path;
    }
    EXPECT_EQ(Get("/nowhere", {header}).code, 404);
  }
}

TEST_F(ServerAccess, AsksForCredentialsEverywhereButAtTheHealthChecks) {
  Start();
  for (const char* path : {"/api/metrics", "/metrics", "/", "/nowhere", "/-/other"}) {
    const Reply reply = Get(path);
    EXPECT_EQ(reply.code, 401) << path;
    EXPECT_EQ(reply.headers.count("www-authenticate"), 2U);
    EXPECT_THAT(reply.head, HasSubstr("WWW-Authenticate: Bearer realm=\"odin-agent\""));
    EXPECT_THAT(reply.head,
                HasSubstr("WWW-Authenticate: Basic realm=\"odin-agent\", charset=\"UTF-8\""));
    EXPECT_THAT(reply.body, Not(HasSubstr("berlin")));
  }
  EXPECT_EQ(Get("/-/healthy").code, 200);
  EXPECT_EQ(Get("/-/ready").code, 200);
  EXPECT_EQ(Get("/-/healthy", {"Authorization: Bearer wrong"}).code, 200);
}

TEST_F(ServerAccess, AnswersEveryMalformedHeaderWith401) {
  limits_.failed_logins_burst = 1000;
  Start();
  const std::string right = "Authorization: Bearer t0ken";
  const std::vector<std::vector<std::string>> cases = {
      {"Authorization:"},
      {"Authorization: "},
      {"Authorization: Bearer"},
      {"Authorization: Bearer "},
      {"Authorization: Bearer wrong"},
      {"Authorization: Bearer T0KEN"},
      {"Authorization: Bearer t0ken t0ken"},
      {"Authorization: Bearer t0ken,"},
      {"Authorization: Bearer \"t0ken\""},
      {"Authorization: Bearert0ken"},
      {"Authorization: Bearer=t0ken"},
      {"Authorization: Bearer:t0ken"},
      {"Authorization: Bearer\tt0ken"},
      {"Authorization: t0ken"},
      {"Authorization: Token t0ken"},
      {"Authorization: Basic"},
      {"Authorization: Basic t0ken"},
      {"Authorization: Basic ="},
      {"Authorization: Basic ===="},
      {"Authorization: Basic Og=="},
      {"Authorization: Basic !@#$%^&*()"},
      {"Authorization: Basic " + base::Base64Encode("admin")},
      {"Authorization: Basic " + base::Base64Encode("admin:")},
      {"Authorization: Basic " + base::Base64Encode(":pa:ss")},
      {"Authorization: Basic " + base::Base64Encode("admin:pa")},
      {"Authorization: Basic " + base::Base64Encode("Admin:pa:ss")},
      {"Authorization: Basic " + base::Base64Encode("admin:pa:ss ")},
      {"Authorization: Basic " + base::Base64Encode(std::string("admin:pa:ss\0x", 13))},
      {"Authorization: Basic " + base::Base64Encode(std::string("admin\0:pa:ss", 12))},
      {"Authorization: Basic " + base::Base64Encode("admin:" + std::string(5000, 'x'))},
      {"Authorization: Basic admin:pa:ss"},
      {"Authorization: Digest username=\"admin\", realm=\"odin-agent\""},
      {"Authorization: Negotiate YII="},
      {"Authorization: \xff\xfe\x80"},
      {"Authorization: " + std::string(8000, 'B')},
      {"Authorization: Bearer " + std::string(8000, 't')},
      {"X-API-Key:"},
      {"X-API-Key: wrong"},
      {"X-API-Key: Bearer t0ken"},
      {"X-API-Key: t0ken, t0ken"},
      {"X_API_Key: t0ken"},
      {"Proxy-Authorization: Bearer t0ken"},
      {"Cookie: Authorization=t0ken; t0ken"},
      {right, right},
      {right, "Authorization: Bearer wrong"},
      {"Authorization: Bearer wrong", right},
      {right, "X-API-Key: t0ken"},
      {"X-API-Key: t0ken", "X-API-Key: t0ken"},
      {right, BasicHeader("admin", "pa:ss")},
      {right, "Authorization:"},
  };
  for (const std::vector<std::string>& headers : cases) {
    for (const char* path : {"/api/metrics", "/", "/nowhere"}) {
      EXPECT_EQ(Get(path, headers).code, 401) << headers.front() << " at " << path;
    }
  }
  EXPECT_EQ(Get("/api/metrics", {"X-API-Key : t0ken"}).code, 400) << "not even HTTP";
  EXPECT_EQ(Get("/api/metrics", {right}).code, 200);
}

TEST_F(ServerAccess, SlowsDownGuessingButNotWhoIsKnown) {
  limits_.failed_logins_burst = 2;
  Start();
  const std::string right = BasicHeader("admin", "pa:ss");
  const std::string wrong = BasicHeader("admin", "guess");
  EXPECT_EQ(Get("/metrics", {right}).code, 200);
  EXPECT_EQ(Get("/metrics", {wrong}).code, 401);
  EXPECT_EQ(Get("/metrics", {wrong}).code, 401);
  const Reply limited = Get("/metrics", {wrong});
  EXPECT_EQ(limited.code, 429);
  EXPECT_EQ(limited.Header("retry-after"), "1");
  EXPECT_EQ(Get("/metrics", {right}).code, 200);
  EXPECT_EQ(Get("/metrics", {"X-API-Key: t0ken"}).code, 200);
  EXPECT_EQ(Get("/metrics").code, 401);
  clock_.Advance(1s);
  EXPECT_EQ(Get("/metrics", {wrong}).code, 401);
  EXPECT_EQ(Get("/metrics", {wrong}).code, 429);
}

TEST_F(ServerAccess, SlowsDownWhoGuessesTokensButNeverTheRightOne) {
  limits_.failed_logins_burst = 2;
  Start();
  for (const int expected : {401, 401, 429, 429}) {
    EXPECT_EQ(Get("/metrics", {"X-API-Key: guess"}).code, expected);
    EXPECT_EQ(Get("/metrics", {"X-API-Key: t0ken"}).code, 200);
  }
  EXPECT_EQ(Get("/metrics", {BasicHeader("admin", "pa:ss")}).code, 200);
}

TEST_F(ServerAccess, TurnsLoginsAwayWhereTheQueueIsFull) {
  limits_.queued_logins = 0;
  Start();
  const Reply reply = Get("/metrics", {BasicHeader("admin", "pa:ss")});
  EXPECT_EQ(reply.code, 503);
  EXPECT_EQ(reply.Header("retry-after"), "1");
  EXPECT_EQ(Get("/metrics", {"X-API-Key: t0ken"}).code, 200);
}

TEST_F(ServerAccess, KeepsAConnectionAliveThroughLoginsAndRefusals) {
  Start();
  RawClient client = Connect();
  client.Send(Request("GET", "/metrics", {BasicHeader("admin", "no")}) +
              Request("GET", "/metrics", {BasicHeader("admin", "pa:ss")}) +
              Request("GET", "/metrics") + Request("HEAD", "/", {BasicHeader("admin", "pa:ss")}) +
              Request("POST", "/metrics"));
  EXPECT_EQ(client.Read().code, 401);
  EXPECT_EQ(client.Read().code, 200);
  EXPECT_EQ(client.Read().code, 401);
  EXPECT_EQ(client.Read(true).code, 200);
  EXPECT_EQ(client.Read().code, 405);
}

TEST_F(ServerAccess, AnswersOthersWhilePasswordsAreChecked) {
  config_.basic_auth_users = {{"admin", HashPassword("pa:ss", 11)}};
  Start();
  std::vector<RawClient> guessers;
  for (int i = 0; i < 8; ++i) {
    guessers.push_back(Connect());
    guessers.back().Send(Request("GET", "/metrics", {BasicHeader("admin", std::to_string(i))}));
  }
  // Eight checks take longer than an answer: where one waited for the other, all would be in.
  EXPECT_EQ(Get("/metrics", {"X-API-Key: t0ken"}).code, 200);
  EXPECT_FALSE(guessers.back().HasInput());
  for (RawClient& guesser : guessers) EXPECT_EQ(guesser.Read().code, 401);
}

TEST_F(ServerAccess, SurvivesClientsThatLeaveWhileTheirPasswordIsChecked) {
  limits_.failed_logins_burst = 1000;
  Start();
  for (int i = 0; i < 200; ++i) {
    RawClient client = Connect();
    client.Send(Request("GET", "/metrics", {BasicHeader("admin", std::to_string(i))}));
  }
  EXPECT_EQ(Get("/metrics", {"X-API-Key: t0ken"}).code, 200);
}

TEST_F(ServerAccess, StopsQuicklyWhilePasswordsAreChecked) {
  config_.basic_auth_users = {{"admin", HashPassword("pa:ss", 10)}};
  limits_.failed_logins_burst = 100;
  limits_.queued_logins = 100;
  Start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(Connect());
    clients.back().Send(Request("GET", "/metrics", {BasicHeader("admin", std::to_string(i))}));
  }
  EXPECT_EQ(Get("/-/healthy").code, 200);
  const auto begun = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, test::Promptly())
      << "100 checks take several seconds";
}

TEST_F(ServerAccess, DoesNotWaitForThePasswordCheckThatRuns) {
  config_.basic_auth_users = {{"admin", HashPassword("pa:ss", kQuick).replace(4, 2, "16")}};
  Start();
  RawClient client = Connect();
  client.Send(Request("GET", "/metrics", {BasicHeader("admin", "guess")}));
  EXPECT_EQ(Get("/-/healthy").code, 200);
  const auto begun = std::chrono::steady_clock::now();
  server_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, test::Promptly())
      << "the check takes several seconds";
  EXPECT_NE(client.Read().code, 200);
}

}  // namespace
}  // namespace agent::serve
