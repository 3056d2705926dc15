#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/config/diagnostics.hpp"
#include "agent/config/node.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// Makes the node of a command-line option that sets a key, such as "--ca-file" for ca_file. `text`
// is used as it is, without environment variables.
[[nodiscard]] Node OptionNode(std::string_view key, std::string_view option, std::string_view text);
// The same, but an empty `text` means that the option is not given.
[[nodiscard]] Node OptionNodeUnlessEmpty(std::string_view key, std::string_view option,
                                         std::string_view text);

// A mapping of options. Null when none of them is given.
[[nodiscard]] Node OptionsNode(std::string_view key, std::vector<Node> options);

// Reads options by the rules of the configuration. Diagnostics name the options, in the order in
// which they were read.
class OptionReader {
 public:
  // Reads the mapping `options` with `read`, a function that reads the configuration.
  template <typename T>
  void Read(Node options, void (*read)(const Value& value, T& out), T& out) {
    Number(options);
    read(Value(options, "", context_), out);
  }

  // All diagnostics. Call it once, at the end.
  [[nodiscard]] Diagnostics Take();

 private:
  // Numbers the places of the nodes in their order, because diagnostics are sorted by place.
  void Number(Node& node);

  LoadContext context_{.file = "command line", .folder = {}};
  int last_place_ = 0;
};

}  // namespace agent::config
