#include "integration/gateway_fixture.hpp"

#include <gmock/gmock.h>
#include <signal.h>

#include <sstream>

#include "support/eventually.hpp"
#include "support/promptly.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

}  // namespace

void GatewayFixture::Start(const std::string& url, const std::string& more_keys) {
  Start(url, more_keys, {});
}

void GatewayFixture::Start(const std::string& url, const std::string& more_keys,
                           const ConfigText& config, const ProcessOptions& options,
                           const std::vector<std::string>& wrapper) {
  url_ = url;
  ConfigText text = config;
  text.pushgateways = {"{url: '" + url + "', " + more_keys + "}", healthy_.url()};
  text.collect = "{interval: 200ms, timeout: 200ms, keep_last_for: 30s}";
  daemon_ = std::make_unique<Daemon>(RunWith(WriteConfig(dir_, text)), options, wrapper);
}

void GatewayFixture::ExpectFault(const std::string& reason, const std::string& words) {
  const auto failed_twice = [&] {
    double failures = 0;
    for (const auto& [_, count] : Failures(url_)) failures += count;
    return failures >= 2;
  };
  ASSERT_TRUE(Eventually(failed_twice)) << daemon_->process().Errors();
  EXPECT_THAT(Failures(url_), ElementsAre(Pair(reason, Ge(2))));
  const std::vector<std::string> said = LogLines("push fails", url_);
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_THAT(said[0], HasSubstr(" reason=" + reason + " "));
  EXPECT_THAT(said[0], HasSubstr(words));

  EXPECT_TRUE(healthy_.AwaitRequests(healthy_.requests().size() + 3));
  EXPECT_THAT(Failures(healthy_.url()), IsEmpty());
  EXPECT_THAT(LogLines("push fails", healthy_.url()), IsEmpty());
  const auto asked = steady_clock::now();
  EXPECT_EQ(Value(daemon_->Served(), "odin_printers_total"), 4);
  EXPECT_LT(steady_clock::now() - asked, Promptly());
}

void GatewayFixture::ExpectRecovery(const ScriptedServer& gateway) {
  EXPECT_TRUE(Eventually([&] { return PushesTo(gateway) >= 2; })) << daemon_->process().Errors();
  EXPECT_TRUE(Eventually([&] { return LogLines("push works", url_).size() == 1; }))
      << daemon_->process().Errors();
}

void GatewayFixture::ExpectEndsAtOnce() {
  ASSERT_TRUE(healthy_.AwaitRequests(2));
  daemon_->process().Signal(SIGTERM);
  EXPECT_EQ(daemon_->process().Wait(Promptly()), 0);
}

std::map<std::string, double> GatewayFixture::Failures(const std::string& url) const {
  std::map<std::string, double> failures;
  for (const auto& [series, value] : daemon_->Served()) {
    if (series.name != "odin_agent_push_failures_total" || value == 0) continue;
    if (series.labels.at("gateway") == url) failures[series.labels.at("reason")] = value;
  }
  return failures;
}

std::vector<std::string> GatewayFixture::LogLines(const std::string& message,
                                                  const std::string& url) const {
  std::vector<std::string> lines;
  std::istringstream log(daemon_->process().Errors());
  for (std::string line; std::getline(log, line);) {
    if (line.find("msg=\"" + message + "\" gateway=" + url) != std::string::npos) {
      lines.push_back(line);
    }
  }
  return lines;
}

}  // namespace agent::test
