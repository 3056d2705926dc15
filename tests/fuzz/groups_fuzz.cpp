#include <initializer_list>
#include <string_view>

#include "agent/base/utf8.hpp"
#include "agent/publish/group_list.hpp"
#include "fuzz/fuzzing.hpp"

using agent::fuzz::Require;
using agent::publish::GroupList;
using agent::publish::ListedGroup;

namespace {

GroupList Read(std::initializer_list<std::string_view> pieces) {
  agent::publish::GroupListReader reader("odin");
  for (const std::string_view piece : pieces) {
    if (!reader.Take(piece)) break;
  }
  return reader.End();
}

}  // namespace

// A Pushgateway's reply, which may come from anybody.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // In two pieces, wherever the first one ends; the result must not depend on it.
  const std::string_view json = agent::fuzz::AsText(data, size);
  const std::size_t cut = size == 0 ? 0 : data[0] % size;
  const GroupList parsed = Read({json.substr(0, cut), json.substr(cut)});
  const GroupList at_once = Read({json});
  Require(parsed.groups == at_once.groups && parsed.error == at_once.error,
          "pieces make no difference");
  Require(parsed.error.empty() || parsed.groups.empty(), "a broken reply has no groups");
  for (const ListedGroup& group : parsed.groups) {
    Require(group.labels.contains("job"), "a group has a job");
    for (const auto& [name, value] : group.labels) {
      Require(agent::base::IsCleanUtf8(value) || !group.has_exact_labels,
              "a label is UTF-8, or the group cannot be named");
    }
    Require(agent::publish::DescribeGroup(group).find('\n') == std::string::npos,
            "a description is one line");
  }
  return 0;
}
