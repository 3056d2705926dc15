#pragma once

#include <span>
#include <string>
#include <string_view>

#include "agent/config/diagnostics.hpp"

namespace agent::cli {

// How words of the configuration, which advice names, are called on the command line of a command
// that has no configuration file: "set tls_config.ca_file" is "set --ca-file".
struct OptionName {
  std::string_view in_configuration;
  std::string_view on_command_line;
};

// `message` with each of the words, where it stands alone, as the command line calls it. Of two
// that fit at one place the earlier one of `names` counts.
[[nodiscard]] std::string NameOptions(std::string message, std::span<const OptionName> names);

// Prints what is wrong with options on standard error, a line each; the warnings only if asked to.
enum class Warnings { kPrint, kLeaveOut };
void ReportOptions(const config::Diagnostics& found, std::span<const OptionName> names,
                   Warnings warnings);

}  // namespace agent::cli
