// The configurations that the pages show are ones that the agent takes.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "agent/config/load.hpp"
#include "pages/page.hpp"

namespace agent::test {
namespace {

constexpr std::array<std::string_view, 7> kTopKeys = {
    "site:", "source:", "collect:", "external_labels:", "pushgateways:", "local:", "log:"};

bool HasTopKey(const PageBlock& block, std::string_view key) {
  return std::any_of(block.lines.begin(), block.lines.end(),
                     [&](const std::string& line) { return line.starts_with(key); });
}

// A whole configuration or a part of one, and not one of Prometheus.
bool IsOurs(const PageBlock& block) {
  return block.language == "yaml" &&
         std::any_of(kTopKeys.begin(), kTopKeys.end(),
                     [&](std::string_view key) { return block.lines[0].starts_with(key); });
}

// The block as a configuration that lacks nothing.
std::string Completed(const PageBlock& block) {
  std::string yaml;
  if (!HasTopKey(block, "site:")) yaml += "site: berlin-1\n";
  if (!HasTopKey(block, "source:")) yaml += "source: {demo: {}}\n";
  for (const std::string& line : block.lines) yaml += line + '\n';
  return yaml;
}

// The files that an example names are not on this machine, which is no error: the agent waits.
TEST(PageExamples, AreConfigurationsWithoutAnError) {
  const auto no_variables = [](const std::string&) { return std::nullopt; };
  int examples = 0;
  for (const Page& page : ReadPages()) {
    // The reference's blocks are a grammar. Its example is held by the tests of config.
    if (page.path == "deploy/CONFIGURATION.md") continue;
    for (const PageBlock& block : page.blocks) {
      if (!IsOurs(block)) continue;
      ++examples;
      const config::LoadResult result =
          config::ParseConfig(Completed(block), "/nowhere/config.yaml", no_variables);
      for (const config::Diagnostic& error : result.errors) {
        ADD_FAILURE() << page.path << ':' << block.line << ": " << error.message;
      }
    }
  }
  EXPECT_GE(examples, 5);
}

}  // namespace
}  // namespace agent::test
