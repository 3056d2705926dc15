#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agent::cli {

// The arguments with --config moved behind the command where it stands before it, because it is an
// option of the commands. `arguments` begins with the program's name.
[[nodiscard]] std::vector<std::string> WithCommandFirst(std::vector<std::string> arguments);

// "chek (did you mean check?)", for a word that is none of `known`.
[[nodiscard]] std::string NameUnknown(std::string_view word,
                                      std::span<const std::string_view> known);

// Advice about wrong arguments, to be printed after the error, a line each: an option that begins
// with a dash of a text processor's, an unknown option that is like one of `known`, a configuration
// file without --config before it. Empty where there is none.
[[nodiscard]] std::string HintsAt(std::span<const std::string> arguments,
                                  std::span<const std::string_view> known);

}  // namespace agent::cli
