#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace agent::cli {

// Moves a --config before the command to after it, because it is an option of the commands.
// `arguments` begins with the program's name.
[[nodiscard]] std::vector<std::string> WithCommandFirst(std::vector<std::string> arguments);

// "chek (did you mean check?)", for a word that is not in `known`.
[[nodiscard]] std::string NameUnknown(std::string_view word,
                                      std::span<const std::string_view> known);

// Advice about wrong arguments, to be printed after the error, a line each. Empty when there is
// none. It notices an option that begins with a typographic dash, an unknown option that is similar
// to one of `known`, and a configuration file without --config before it.
[[nodiscard]] std::string HintsAt(std::span<const std::string> arguments,
                                  std::span<const std::string_view> known);

}  // namespace agent::cli
