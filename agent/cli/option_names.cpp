#include "agent/cli/option_names.hpp"

#include <algorithm>
#include <iostream>

#include "agent/cli/print.hpp"

namespace agent::cli {
namespace {

bool IsPartOfAWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool StandsAlone(std::string_view text, std::size_t at, std::size_t length) {
  const bool joins_before = at > 0 && (IsPartOfAWord(text[at - 1]) || text[at - 1] == '.');
  const std::size_t end = at + length;
  return !joins_before && (end == text.size() || !IsPartOfAWord(text[end]));
}

}  // namespace

std::string NameOptions(std::string message, std::span<const OptionName> names) {
  for (std::size_t at = 0; at < message.size(); ++at) {
    const std::string_view rest = std::string_view(message).substr(at);
    const auto name = std::find_if(names.begin(), names.end(), [&](const OptionName& each) {
      return rest.starts_with(each.in_configuration) &&
             StandsAlone(message, at, each.in_configuration.size());
    });
    if (name == names.end()) continue;
    message.replace(at, name->in_configuration.size(), name->on_command_line);
    at += name->on_command_line.size();
  }
  return message;
}

void ReportOptions(const config::Diagnostics& found, std::span<const OptionName> names,
                   Warnings warnings) {
  if (warnings == Warnings::kPrint) {
    for (const config::Diagnostic& warning : found.warnings) {
      PrintLine(std::cerr, "command line: warning: " + NameOptions(warning.message, names));
    }
  }
  for (const config::Diagnostic& error : found.errors) {
    PrintLine(std::cerr, "command line: " + NameOptions(error.message, names));
  }
}

}  // namespace agent::cli
