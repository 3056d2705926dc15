#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/config/diagnostics.hpp"
#include "agent/config/node.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// An option of a command line that stands for a key of a mapping: "--ca-file" for ca_file. Its text
// is taken as it is, without environment variables.
[[nodiscard]] Node OptionNode(std::string_view key, std::string_view option, std::string_view text);
// The same, where an empty text means that the option is not given.
[[nodiscard]] Node OptionNodeUnlessEmpty(std::string_view key, std::string_view option,
                                         std::string_view text);

// The options that stand for keys of the same mapping. Null where none of them is given.
[[nodiscard]] Node OptionsNode(std::string_view key, std::vector<Node> options);

// Reads options by the rules of the configuration. What it finds is named after the options, and in
// the order in which these are read.
class OptionReader {
 public:
  // Reads `options`, a mapping, by one of the functions that read the configuration.
  template <typename T>
  void Read(Node options, void (*read)(const Value& value, T& out), T& out) {
    Number(options);
    read(Value(options, "", context_), out);
  }

  // What it has found. To be called once, at the end.
  [[nodiscard]] Diagnostics Take();

 private:
  // Gives each node a place of its own, in their order, which is the order of diagnostics.
  void Number(Node& node);

  LoadContext context_{.file = "command line", .folder = {}};
  int last_place_ = 0;
};

}  // namespace agent::config
