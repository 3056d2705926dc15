#include "agent/config/option_reader.hpp"

#include <gtest/gtest.h>

#include "agent/config/load_pushgateways.hpp"
#include "config/load_helpers.hpp"

namespace agent::config {
namespace {

TEST(OptionReader, FillsAConfigurationAndLeavesTheDefaultsOfOptionsThatAreNotGiven) {
  OptionReader reader;
  PushgatewayConfig gateway;
  reader.Read(
      OptionsNode(
          "", {OptionNode("url", "--url", "https://a/"), OptionNodeUnlessEmpty("job", "--job", ""),
               OptionsNode("basic_auth", {OptionNodeUnlessEmpty("username", "--user", "")}),
               OptionsNode("tls_config", {OptionNode("server_name", "--name", "b")})}),
      ReadPushgateway, gateway);
  EXPECT_EQ(Lines(reader.Take().errors), "");
  EXPECT_EQ(gateway.http.url, "https://a");
  EXPECT_EQ(gateway.job, "odin");
  EXPECT_FALSE(gateway.http.basic_auth);
  EXPECT_EQ(gateway.http.tls_config.server_name, "b");
}

TEST(OptionReader, NamesTheOptionsInTheirOrder) {
  OptionReader reader;
  PushgatewayConfig gateway;
  reader.Read(
      OptionsNode(
          "", {OptionNode("url", "--url", "ftp://a"), OptionNode("timeout", "--timeout", "soon"),
               OptionsNode("basic_auth", {OptionNode("username", "--user", "a:b"),
                                          OptionNode("password", "--password", "c")})}),
      ReadPushgateway, gateway);
  std::string messages;
  for (const Diagnostic& error : reader.Take().errors) messages += error.message + '\n';
  EXPECT_EQ(messages,
            "--url: \"ftp://a\" is not an http or https URL (write one such as "
            "https://push.example.com)\n"
            "--timeout: \"soon\" is not a duration (write one such as 15s or 1m30s)\n"
            "--user: must not contain a colon\n");
}

TEST(OptionReader, PutsNoEnvironmentVariableIn) {
  OptionReader reader;
  PushgatewayConfig gateway;
  reader.Read(OptionsNode("", {OptionNode("url", "--url", "http://a"),
                               OptionNode("job", "--job", "${HOME} $$ {{x}} \"'#")}),
              ReadPushgateway, gateway);
  EXPECT_EQ(Lines(reader.Take().errors), "");
  EXPECT_EQ(gateway.job, "${HOME} $$ {{x}} \"'#");
}

}  // namespace
}  // namespace agent::config
