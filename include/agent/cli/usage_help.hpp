#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agent::cli {

// The arguments with --config behind the command where it stands before it, for it is an option of
// the commands. `arguments` begins with the program's name.
[[nodiscard]] std::vector<std::string> WithCommandFirst(std::vector<std::string> arguments);

// "chek (did you mean check?)" of a word that is none of `commands`.
[[nodiscard]] std::string NameUnknown(std::string_view word,
                                      std::span<const std::string_view> known);

// A line for each argument that tells what a dash was put in its place by a text processor, which
// of the options `known` an unknown one may mean, or that a configuration file is named by
// --config; empty where there is none. To be printed beside the error.
[[nodiscard]] std::string HintsAt(std::span<const std::string> arguments,
                                  std::span<const std::string_view> known);

}  // namespace agent::cli
