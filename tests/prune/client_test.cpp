#include "agent/prune/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scripted_server.hpp"

namespace agent::prune {
namespace {

using testing::HasSubstr;

std::string ErrorOf(const test::Answer& answer) {
  const test::ScriptedServer server(test::InTurn({answer}));
  config::PushgatewayConfig config;
  config.http.url = server.url();
  return MakeClient(config).ReadGroups("odin", {}).outcome.detail;
}

TEST(PruneClient, NamesTheOptionsOfTheCommand) {
  EXPECT_THAT(ErrorOf(test::Reply(401, "Unauthorized")),
              HasSubstr("HTTP 401: wants credentials: set --basic-auth-username or "
                        "--bearer-token-file: it says: Unauthorized"));
  EXPECT_THAT(ErrorOf(test::Reply(418)),
              HasSubstr("a reply that no Pushgateway gives: check --url"));
}

TEST(PruneClient, TakesNoAnswerButAPushgatewaysForADeletion) {
  const auto deletion = [](const test::Answer& answer) {
    const test::ScriptedServer server(test::InTurn({answer}));
    config::PushgatewayConfig config;
    config.http.url = server.url();
    return MakeClient(config)
        .DeleteGroup("/metrics/job/odin/site/b", std::chrono::seconds(10), {})
        .outcome.detail;
  };
  EXPECT_EQ(deletion(test::Reply(202)), "");
  EXPECT_THAT(deletion(test::Reply(200)), HasSubstr("no Pushgateway is there"));
  EXPECT_THAT(deletion(test::Reply(204)), HasSubstr("right in --url?"));
}

}  // namespace
}  // namespace agent::prune
