#include "agent/serve/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "serve/server_fixture.hpp"
#include "support/needs.hpp"

namespace agent::serve {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using test::RawClient;
using test::Reply;
using test::Request;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

class Server : public test::ServerTest {};

TEST_F(Server, ServesTheExpositionAtBothPaths) {
  Publish(1, "odin_printers_total 20\n");
  Start();
  for (const char* path : {"/api/metrics", "/metrics", "/api/metrics?x=1"}) {
    const Reply reply = Get(path);
    EXPECT_EQ(reply.code, 200);
    EXPECT_EQ(reply.body, "odin_printers_total 20\n");
    EXPECT_EQ(reply.Header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(reply.Header("content-encoding"), "");
    EXPECT_EQ(reply.Header("vary"), "Accept-Encoding");
    EXPECT_EQ(reply.Header("cache-control"), "no-store");
    EXPECT_EQ(reply.Header("x-content-type-options"), "nosniff");
  }
}

TEST_F(Server, CompressesForWhoAcceptsIt) {
  const std::string text(300'000, 'x');
  Publish(1, text);
  Start();
  const Reply reply = Get("/api/metrics", {"Accept-Encoding: deflate", "accept-encoding: GZIP"});
  EXPECT_EQ(reply.code, 200);
  EXPECT_EQ(reply.Header("content-encoding"), "gzip");
  EXPECT_EQ(reply.Header("vary"), "Accept-Encoding");
  EXPECT_EQ(reply.Header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_LT(reply.body.size(), 10'000U);
  EXPECT_TRUE(test::Gunzip(reply.body, text.size() + 1) == text);

  const Reply refused = Get("/api/metrics", {"Accept-Encoding: gzip;q=0"});
  EXPECT_EQ(refused.Header("content-encoding"), "");
  EXPECT_TRUE(refused.body == text);
}

TEST_F(Server, ServesTheNewestSnapshot) {
  Start();
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) {
    const std::string text = "tick " + std::to_string(sequence) + "\n";
    Publish(sequence, text);
    EXPECT_EQ(Get("/metrics").body, text);
    const Reply compressed = Get("/metrics", {"Accept-Encoding: gzip"});
    EXPECT_EQ(test::Gunzip(compressed.body, 100), text);
  }
}

TEST_F(Server, LetsGoOfOldSnapshots) {
  Start();
  Publish(1, "one");
  const std::weak_ptr<const status::Snapshot> first = latest_.Get();
  const std::weak_ptr<const exposition::Rendered> text = first.lock()->exposition;
  EXPECT_EQ(Get("/metrics").body, "one");
  EXPECT_EQ(Get("/metrics", {"Accept-Encoding: gzip"}).code, 200);
  Publish(2, "two");
  EXPECT_EQ(Get("/metrics").body, "two");
  server_.reset();
  EXPECT_TRUE(first.expired());
  EXPECT_TRUE(text.expired());
}

TEST_F(Server, AnswersHeadWithTheLengthAndWithoutTheBody) {
  Publish(1, std::string(12'345, 'x'));
  Start();
  RawClient client = Connect();
  client.Send(Request("HEAD", "/api/metrics") + Request("HEAD", "/nowhere") +
              Request("GET", "/-/healthy"));
  const Reply head = client.Read(true);
  EXPECT_EQ(head.code, 200);
  EXPECT_EQ(head.Header("content-length"), "12345");
  EXPECT_EQ(client.Read(true).code, 404);
  EXPECT_EQ(client.Read().body, "odin-agent is running.\n") << "no body came in between";
}

TEST_F(Server, AnswersPipelinedRequestsInTheirOrder) {
  const std::string text(300'000, 'y');
  Publish(1, text);
  Start();
  RawClient client = Connect();
  client.Send(Request("GET", "/metrics") + Request("GET", "/-/ready") + Request("GET", "/metrics") +
              Request("GET", "/nowhere"));
  EXPECT_TRUE(client.Read().body == text);
  EXPECT_EQ(client.Read().body, "odin-agent is ready.\n");
  EXPECT_TRUE(client.Read().body == text);
  EXPECT_EQ(client.Read().code, 404);
}

TEST_F(Server, HasNoExpositionBeforeTheFirstTick) {
  Start();
  const Reply reply = Get("/api/metrics");
  EXPECT_EQ(reply.code, 503);
  EXPECT_THAT(reply.body, HasSubstr("No collection has finished yet"));
  EXPECT_EQ(Get("/-/ready").code, 503);
  EXPECT_EQ(Get("/-/healthy").code, 200);
}

// Whoever waits for it to be ready scrapes next.
TEST_F(Server, IsNotReadyUntilTheFarmCanBeScraped) {
  Start();
  board_.Collected({.farm = "a farm", .farm_fresh_until = clock_.SteadyNow() + 30s});
  EXPECT_EQ(Get("/api/metrics").code, 503);
  EXPECT_EQ(Get("/-/ready").code, 503) << "the snapshot follows the report";
  status::Snapshot without_farm = *test::MakeSnapshot(1, "", clock_.SteadyNow() + 30s);
  without_farm.farm = nullptr;
  latest_.Set(std::make_shared<const status::Snapshot>(without_farm));
  EXPECT_EQ(Get("/-/ready").code, 503) << "after a reload to another farm";
  latest_.Set(test::MakeSnapshot(2, "first", clock_.SteadyNow() + 30s));
  EXPECT_EQ(Get("/-/ready").code, 200);
}

TEST_F(Server, NeverShowsOldValuesAsFresh) {
  Start();
  Publish(1, "old");
  clock_.Advance(30s);
  EXPECT_EQ(Get("/api/metrics").code, 200);
  EXPECT_EQ(Get("/-/ready").code, 200);
  clock_.Advance(1ms);
  const Reply reply = Get("/api/metrics");
  EXPECT_EQ(reply.code, 503);
  EXPECT_THAT(reply.body, HasSubstr("too old"));
  EXPECT_EQ(Get("/-/ready").code, 503);
  EXPECT_EQ(Get("/-/healthy").code, 200);
  Publish(2, "new");
  EXPECT_EQ(Get("/api/metrics").body, "new");
}

TEST_F(Server, IsNotReadyWithoutAFarmButStillServesTheAgentsOwnMetrics) {
  Start();
  status::Snapshot snapshot;
  snapshot.sequence = 1;
  snapshot.exposition = std::make_shared<const exposition::Rendered>(
      exposition::Rendered{"odin_agent_source_up 0\n", ""});
  snapshot.stale_after = clock_.SteadyNow() + 30s;
  board_.Collected({.reason = "locked"});
  latest_.Set(std::make_shared<const status::Snapshot>(snapshot));
  EXPECT_EQ(Get("/-/ready").code, 503);
  EXPECT_EQ(Get("/api/metrics").body, "odin_agent_source_up 0\n");
}

TEST_F(Server, ShowsALandingPage) {
  Start();
  const Reply reply = Get("/");
  EXPECT_EQ(reply.code, 200);
  EXPECT_EQ(reply.Header("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(reply.Header("content-security-policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(reply.Header("x-content-type-options"), "nosniff");
  EXPECT_THAT(reply.body, HasSubstr("<h1>berlin-1</h1>"));
}

TEST_F(Server, HasNothingAtOtherPaths) {
  Publish(1, "x");
  Start();
  for (const char* target : {"/favicon.ico", "/metrics%00", "/api/../metrics", "/api%2fmetrics",
                             "/?/../metrics%2e%2e/x/"}) {
    const int expected = std::string(target).starts_with("/?") ? 200 : 404;
    EXPECT_EQ(Get(target).code, expected) << target;
  }
}

TEST_F(Server, RefusesOtherMethodsAtOnceAlsoWithABody) {
  Publish(1, "x");
  Start();
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X"}) {
    const Reply reply = test::Get(server_->port(), "/api/metrics", {}, method);
    EXPECT_EQ(reply.code, 405) << method;
    EXPECT_EQ(reply.Header("allow"), "GET, HEAD");
  }
  RawClient whole = Connect();
  whole.Send(Request("POST", "/metrics", {"Content-Length: 20000"}) + std::string(20'000, 'b'));
  EXPECT_EQ(whole.Read().code, 405);

  RawClient unsent = Connect();
  unsent.Send(Request("PUT", "/metrics", {"Content-Length: 1000000000"}));
  EXPECT_EQ(unsent.Read().code, 405);
  EXPECT_TRUE(unsent.WaitUntilClosed(10s));

  RawClient chunked = Connect();
  chunked.Send(Request("POST", "/", {"Transfer-Encoding: chunked", "Expect: 100-continue"}));
  EXPECT_EQ(chunked.Read().code, 405);
}

TEST_F(Server, NeverTakesABodyForTheNextRequest) {
  Publish(1, "x");
  Start();
  RawClient client = Connect();
  const std::string smuggled = Request("GET", "/nowhere");
  client.Send(Request("GET", "/metrics", {"Content-Length: " + std::to_string(smuggled.size())}) +
              smuggled);
  EXPECT_EQ(client.Read().code, 200);
  EXPECT_EQ(client.Read().code, 0) << "the connection is closed behind the answer";
}

TEST_F(Server, SurvivesRequestsThatAreNotHttp) {
  Publish(1, "x");
  Start();
  for (const std::string& bytes :
       {std::string("\r\n\r\n\r\n"), std::string("GET\r\n\r\n"), std::string(100'000, 'A'),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8) + "\r\n\r\n", std::string(64, '\0'),
        "GET / HTTP/1.1\r\n" + std::string(100'000, 'h'),
        "GET /" + std::string(50'000, 'p') + " HTTP/1.1\r\n\r\n",
        std::string("GET / HTTP/9.9\r\n: :\r\n\r\n")}) {
    RawClient client = Connect();
    client.Send(bytes);
  }
  EXPECT_EQ(Get("/metrics").code, 200);
}

TEST_F(Server, TellsTheObserverOfEachAnswer) {
  Publish(1, "x");
  Start();
  Get("/api/metrics");
  Get("/api/metrics?again");
  Get("/-/healthy");
  Get("/secret/plans");
  test::Get(server_->port(), "/", {}, "POST");
  server_.reset();
  EXPECT_THAT(Observed(),
              UnorderedElementsAre(Pair("/api/metrics 200", 2), Pair("/-/healthy 200", 1),
                                   Pair("other 404", 1), Pair("/ 405", 1)));
}

TEST_F(Server, TellsTheObserverOfWhatTheLibraryRefusesItself) {
  Start();
  const std::string unfit = "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x');
  const std::vector<std::string> refused = {
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      unfit,
      "GET /" + std::string(20'000, 'p'),
  };
  std::map<std::string, int> expected;
  for (const std::string& bytes : refused) {
    RawClient client = Connect();
    client.Send(bytes);
    const int code = client.Read().code;
    EXPECT_GE(code, 400);
    ++expected["other " + std::to_string(code)];
  }
  server_.reset();
  EXPECT_EQ(Observed(), expected);
}

TEST_F(Server, ClosesTheConnectionWhereTheObserverThrows) {
  const status::Latest latest;
  const serve::Server server(
      config_, "s", latest, board_, [](const std::string&, int) { throw std::bad_alloc(); },
      clock_);
  RawClient client(server.port());
  client.Send(Request("GET", "/-/healthy"));
  EXPECT_EQ(client.Read().code, 0);
}

TEST_F(Server, ListensOnIpv6) {
  config_.listen.host = "::1";
  test::NeedIpv6();
  Start();
  RawClient client(server_->port(), "::1");
  client.Send(Request("GET", "/-/healthy"));
  EXPECT_EQ(client.Read().code, 200);
}

TEST_F(Server, SaysWhichPortIsTaken) {
  Start();
  config_.listen.port = server_->port();
  const status::Latest latest;
  try {
    const serve::Server second(config_, "s", latest, board_, {}, clock_);
    FAIL() << "two servers on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("cannot listen on 127.0.0.1:" + std::to_string(server_->port()) +
                          ": Address already in use"));
  }
}

TEST_F(Server, GivesItsPortBackWhenItGoes) {
  Start();
  config_.listen.port = server_->port();
  EXPECT_EQ(Get("/-/healthy").code, 200);
  server_.reset();
  Start();
  EXPECT_EQ(Get("/-/healthy").code, 200);
}

TEST_F(Server, ASuccessorAnswersNobodyBeforeItsStartAndLeavesNoTraceWithoutOne) {
  Publish(1, "odin_printers_total 20\n");
  Start();
  config_.listen.port = server_->port();
  config_.authorization = config::Authorization{.credentials = {.value = base::Secret("new")}};
  {
    const serve::Server given_up(config_, "berlin-1", latest_, board_, nullptr, clock_,
                                 server_.get());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(Get("/api/metrics").code, 200);
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Get("/api/metrics").code, 200);
  auto successor = std::make_unique<serve::Server>(config_, "berlin-1", latest_, board_, nullptr,
                                                   clock_, server_.get());
  successor->Start();
  server_ = std::move(successor);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Get("/api/metrics").code, 401);
}

}  // namespace
}  // namespace agent::serve
