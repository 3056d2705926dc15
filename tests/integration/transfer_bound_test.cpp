// Replies that are made to keep whoever reads them busy for ever, to each client that the program
// has: it reports in its time, and ends when it is told to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <limits>
#include <sstream>

#include "integration/gateway_fixture.hpp"
#include "support/eventually.hpp"
#include "support/nested_codings.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

constexpr const char* kWords = "has another transfer coding than chunked, which was not asked for";

Answer NestedCodings() {
  const std::string bomb = FourLayersOfGzip();
  std::ostringstream reply;
  reply << "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
           "Transfer-Encoding: gzip, gzip, gzip, gzip, chunked\r\n\r\n"
        << std::hex << bomb.size() << "\r\n"
        << bomb << "\r\n0\r\n\r\n";
  return {.bytes = reply.str(), .then = Answer::Then::kSilence};
}

Answer EndlessChunkExtension() {
  Answer answer{.bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"};
  answer.filler_bytes = std::numeric_limits<std::size_t>::max();
  return answer;
}

class TransferBound : public GatewayFixture {
 protected:
  void ExpectEndsWithinASecond(Daemon& daemon) {
    daemon.process().Signal(SIGTERM);
    EXPECT_EQ(daemon.process().Wait(Promptly()), 0) << daemon.process().Errors();
  }

  const ScriptedServer nested_{InTurn({NestedCodings()})};
  const ScriptedServer endless_{InTurn({EndlessChunkExtension()})};
};

TEST_F(TransferBound, HoldsForAGatewayThatNestsCodings) {
  Start(nested_.url(), "timeout: 2s");
  ExpectFault("server_error", kWords);
  ExpectEndsAtOnce();
}

TEST_F(TransferBound, HoldsForAGatewayWhoseChunkDoesNotBegin) {
  Start(endless_.url(), "timeout: 1s");
  ExpectFault("timeout", "does not finish its reply within 1s");
  ExpectEndsAtOnce();
}

TEST_F(TransferBound, HoldsForASourceThatNestsCodings) {
  Daemon daemon(
      RunWith(WriteConfig(dir_, {.source = "{endpoint: {url: '" + nested_.url() + "/api/metrics'}}",
                                 .pushgateways = {healthy_.url()}})));
  EXPECT_TRUE(daemon.process().WaitForText("reason=malformed", seconds(10)))
      << daemon.process().Errors();
  EXPECT_THAT(daemon.process().Errors(), HasSubstr(kWords));
  ExpectEndsWithinASecond(daemon);
}

TEST_F(TransferBound, HoldsForASourceWhoseChunkDoesNotBegin) {
  Daemon daemon(RunWith(
      WriteConfig(dir_, {.source = "{endpoint: {url: '" + endless_.url() + "/api/metrics'}}",
                         .pushgateways = {healthy_.url()}})));
  EXPECT_TRUE(daemon.process().WaitForText("reason=timeout", seconds(10)))
      << daemon.process().Errors();
  ExpectEndsWithinASecond(daemon);
}

TEST_F(TransferBound, HoldsForCheckAndPrune) {
  const std::string config =
      WriteConfig(dir_, {.pushgateways = {"{url: '" + nested_.url() + "', timeout: 2s}"}});
  const auto asked = steady_clock::now();
  const Finished check = RunAgent({"check", "--config", config});
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output, HasSubstr(kWords));
  const Finished prune = RunAgent({"prune", "--url", nested_.url(), "--older-than", "10m"});
  EXPECT_EQ(prune.status, 1);
  EXPECT_THAT(prune.errors, HasSubstr(kWords));
  EXPECT_LT(steady_clock::now() - asked, Promptly(seconds(5)));
}

TEST_F(TransferBound, HoldsForAProxyWhoseAnswerToConnectDoesNotEnd) {
  std::string header = "HTTP/1.1 200 OK\r\n";
  while (header.size() < std::size_t{64} << 20) header += "X-Filler: x\r\n";
  const ScriptedServer proxy(InTurn({{.bytes = header, .then = Answer::Then::kSilence}}));
  Start("https://push.farm.invalid", "timeout: 2s, proxy_url: '" + proxy.url() + "'");
  ASSERT_TRUE(Eventually([&] { return !LogLines("push fails", url_).empty(); }, seconds(10)))
      << daemon_->process().Errors();
  ExpectEndsAtOnce();
}

}  // namespace
}  // namespace agent::test
