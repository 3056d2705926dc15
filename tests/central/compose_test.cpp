// Without a container engine at hand: what docker-compose.yml asks of the servers, held against
// Debian's servers and against the folder that it mounts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "agent/base/file.hpp"
#include "support/paths.hpp"
#include "support/process.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

YAML::Node Services() {
  return YAML::LoadFile(SourcePath("deploy/central/docker-compose.yml"))["services"];
}

std::vector<std::string> Flags(const std::string& service) {
  std::vector<std::string> flags;
  for (const YAML::Node& argument : Services()[service]["command"]) {
    const auto text = argument.as<std::string>();
    if (text.starts_with("--")) flags.push_back(text.substr(0, text.find('=')));
  }
  return flags;
}

TEST(Compose, GivesTheServersOnlyFlagsThatDebiansServersKnow) {
  for (const std::string service : {"pushgateway", "prometheus", "alertmanager"}) {
    const std::string program = service == "prometheus" ? service : "prometheus-" + service;
    const Finished help = test::Run({ServerProgram(program), "--help"});
    for (const std::string& flag : Flags(service)) {
      EXPECT_THAT(help.output + help.errors, HasSubstr(flag)) << service;
    }
  }
}

// What the scripts make; the fleet test runs them.
const std::set<std::string> kMadeBySetUp{"tls/ca.pem", "secrets/prometheus.password"};

TEST(Compose, NamesOnlyFilesThatAreThere) {
  static const std::string kFolder = "/etc/odin-centre/";
  for (const auto& service : Services()) {
    for (const YAML::Node& argument : service.second["command"]) {
      const auto text = argument.as<std::string>();
      const std::size_t begin = text.find(kFolder);
      if (begin == std::string::npos) continue;
      const std::string file = text.substr(begin + kFolder.size());
      EXPECT_TRUE(kMadeBySetUp.contains(file) || fs::exists(SourcePath("deploy/central/" + file)))
          << text;
    }
  }
}

TEST(Compose, ShowsOthersOnlyThePushgateway) {
  for (const auto& service : Services()) {
    for (const YAML::Node& port : service.second["ports"]) {
      const auto text = port.as<std::string>();
      EXPECT_EQ(text.starts_with("127.0.0.1:"), service.first.as<std::string>() != "pushgateway")
          << text;
    }
  }
}

// ${NAME:-default} and ${NAME:?…} of the compose file.
TEST(Compose, AsksForNoSettingThatTheExampleDoesNotExplain) {
  const std::string example = base::ReadSmallFile(SourcePath("deploy/central/.env.example"));
  const std::string compose = base::ReadSmallFile(SourcePath("deploy/central/docker-compose.yml"));
  std::size_t count = 0;
  for (std::size_t at = compose.find("${"); at != std::string::npos; at = compose.find("${", at)) {
    at += 2;
    const std::string name = compose.substr(at, compose.find(':', at) - at);
    EXPECT_THAT(example, HasSubstr("\n" + name + "=")) << name;
    // Its default is the example's.
    if (compose.compare(at + name.size(), 2, ":-") == 0) {
      const std::size_t begin = at + name.size() + 2;
      const std::string value = compose.substr(begin, compose.find('}', begin) - begin);
      EXPECT_THAT(example, HasSubstr("\n" + name + "=" + value + "\n"));
    }
    ++count;
  }
  EXPECT_GT(count, 5);
}

TEST(Compose, StartsAnAlertmanagerWithAValidConfiguration) {
  const Finished check = test::Run(
      {ServerProgram("amtool"), "check-config", SourcePath("deploy/central/alertmanager.yml")});
  EXPECT_EQ(check.status, 0) << check.output << check.errors;
}

}  // namespace
}  // namespace agent::test
