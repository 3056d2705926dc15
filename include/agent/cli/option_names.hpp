#pragma once

#include <span>
#include <string>
#include <string_view>

#include "agent/config/load.hpp"

namespace agent::cli {

// What a configuration's words are called on the command line of a command that has no
// configuration file: "pushgateways[0].timeout" is "--timeout".
struct OptionName {
  std::string_view in_configuration;
  std::string_view on_command_line;
};

// `message` with each of the words, where it stands alone, as the command line calls it. Of two
// that fit at one place the earlier one of `names` counts.
[[nodiscard]] std::string NameOptions(std::string message, std::span<const OptionName> names);

// Prints the errors of a configuration that was made out of options, and its warnings if asked to,
// on standard error, a line each.
enum class Warnings { kPrint, kLeaveOut };
void ReportOptions(const config::LoadResult& loaded, std::span<const OptionName> names,
                   Warnings warnings);

}  // namespace agent::cli
