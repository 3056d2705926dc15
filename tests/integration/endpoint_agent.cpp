#include "integration/endpoint_agent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

#include "support/eventually.hpp"
#include "support/odin_endpoint.hpp"
#include "support/odin_exposition.hpp"

namespace agent::test {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

void EndpointAgent::Start(const std::string& url, const std::string& timeout,
                          const std::string& keys) {
  daemon_ = std::make_unique<Daemon>(RunWith(
      WriteConfig(dir_, {.source = "{endpoint: {url: '" + url + "/api/metrics'" + keys + "}}",
                         .pushgateways = {healthy_.url()},
                         .collect = "{interval: " + timeout + ", timeout: " + timeout + "}"})));
}

void EndpointAgent::ExpectFault(const std::string& reason, const std::string& words) {
  const auto failed_twice = [this] {
    double failures = 0;
    for (const auto& [_, count] : Failures()) failures += count;
    return failures >= 2;
  };
  ASSERT_TRUE(Eventually(failed_twice)) << daemon_->process().Errors();
  EXPECT_THAT(Failures(), ElementsAre(Pair(reason, Ge(2))));
  const std::vector<std::string> said = LogLines("msg=\"collection fails\"");
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_THAT(said[0], HasSubstr(" reason=" + reason + " "));
  EXPECT_THAT(said[0], HasSubstr(words));
  EXPECT_EQ(Value(daemon_->Served(), "odin_agent_source_up"), 0);
  EXPECT_THAT(FarmSamples(daemon_->Served()), IsEmpty());
  ASSERT_TRUE(healthy_.AwaitRequests(healthy_.requests().size() + 1));
  EXPECT_THAT(LogLines("msg=\"push fails\""), IsEmpty());
}

void EndpointAgent::Heal(std::uint16_t port, const std::optional<ServerTls>& tls) {
  const Script odin = AnswerAsOdin([this] { return OdinExposition(farm_.path()); });
  odin_ = tls ? std::make_unique<ScriptedServer>(odin, *tls, port)
              : std::make_unique<ScriptedServer>(odin, port);
}

void EndpointAgent::ExpectRecovery() const {
  EXPECT_TRUE(Eventually([this] {
    const Samples served = daemon_->Served();
    return Value(served, "odin_agent_source_up") == 1 && Value(served, "odin_printers_total") == 20;
  })) << daemon_->process().Errors();
  EXPECT_TRUE(daemon_->process().WaitForText("msg=\"collection works\"", seconds(30)));
}

std::map<std::string, double> EndpointAgent::Failures() const {
  std::map<std::string, double> failures;
  for (const auto& [series, value] : daemon_->Served()) {
    if (series.name == "odin_agent_collect_failures_total" && value > 0) {
      failures[series.labels.at("reason")] = value;
    }
  }
  return failures;
}

std::vector<std::string> EndpointAgent::LogLines(const std::string& part) const {
  std::vector<std::string> lines;
  std::istringstream log(daemon_->process().Errors());
  for (std::string line; std::getline(log, line);) {
    if (line.find(part) != std::string::npos) lines.push_back(line);
  }
  return lines;
}

}  // namespace agent::test
