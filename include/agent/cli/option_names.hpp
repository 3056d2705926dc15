#pragma once

#include <span>
#include <string>
#include <string_view>

#include "agent/config/diagnostics.hpp"

namespace agent::cli {

// Translates configuration keys in messages to options, for a command without a configuration file:
// "set tls_config.ca_file" becomes "set --ca-file".
struct OptionName {
  std::string_view in_configuration;
  std::string_view on_command_line;
};

// `message` with each whole word of `names` replaced by its option. When two names match at one
// place, the earlier one in `names` is used.
[[nodiscard]] std::string NameOptions(std::string message, std::span<const OptionName> names);

// Prints the errors of options on standard error, a line each, and the warnings if asked to.
enum class Warnings { kPrint, kLeaveOut };
void ReportOptions(const config::Diagnostics& found, std::span<const OptionName> names,
                   Warnings warnings);

}  // namespace agent::cli
