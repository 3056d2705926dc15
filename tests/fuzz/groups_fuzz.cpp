#include "agent/base/utf8.hpp"
#include "agent/prune/groups.hpp"
#include "fuzz/fuzzing.hpp"

using agent::fuzz::Require;
using agent::prune::Group;
using agent::prune::ParsedGroups;

// A Pushgateway's reply, which may come from anybody.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ParsedGroups parsed = agent::prune::ParseGroups(agent::fuzz::AsText(data, size));
  Require(parsed.error.empty() || parsed.groups.empty(), "a broken reply has no groups");
  for (const Group& group : parsed.groups) {
    Require(group.labels.contains("job"), "a group has a job");
    for (const auto& [name, value] : group.labels) {
      Require(agent::base::IsCleanUtf8(value) || value.find('\0') != std::string::npos,
              "a label is UTF-8");
    }
    Require(agent::prune::DescribeGroup(group).find('\n') == std::string::npos,
            "a description is one line");
  }
  return 0;
}
