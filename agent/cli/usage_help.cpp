#include "agent/cli/usage_help.hpp"

#include <algorithm>

#include "agent/base/text.hpp"
#include "agent/config/stray_character.hpp"
#include "agent/config/suggest.hpp"

namespace agent::cli {
namespace {

constexpr std::size_t kLongestQuote = 60;

// How many arguments --config takes at the front of `arguments`: 0 where it does not stand there.
std::size_t LengthOfConfig(std::span<const std::string> arguments) {
  if (arguments.empty()) return 0;
  const std::string& first = arguments.front();
  if (first == "-c" || first == "--config") return std::min<std::size_t>(2, arguments.size());
  const bool holds_value =
      first.starts_with("--config=") || (first.starts_with("-c") && !first.starts_with("--"));
  return holds_value ? 1 : 0;
}

// "-config": which of the known options, "--config", it means; empty where none.
std::string_view WithOneDashMore(std::string_view name, std::span<const std::string_view> known) {
  if (!name.starts_with('-') || name.starts_with("--") || name.size() <= 2) return {};
  const auto meant = std::ranges::find(known, "-" + std::string(name));
  return meant == known.end() ? std::string_view() : *meant;
}

bool IsYamlFile(std::string_view word) {
  return !word.starts_with('-') && (word.ends_with(".yaml") || word.ends_with(".yml"));
}

}  // namespace

std::vector<std::string> WithCommandFirst(std::vector<std::string> arguments) {
  if (arguments.empty()) return arguments;
  const std::size_t length = LengthOfConfig(std::span(arguments).subspan(1));
  if (length == 0 || arguments.size() <= 1 + length) return arguments;
  const auto config = arguments.begin() + 1;
  const auto command = config + static_cast<std::ptrdiff_t>(length);
  std::rotate(config, command, command + 1);
  return arguments;
}

std::string NameUnknown(std::string_view word, std::span<const std::string_view> known) {
  const std::string text = base::OneLine(word, kLongestQuote);
  const std::string_view closest = config::ClosestWord(word, known);
  if (!closest.empty()) return text + " (did you mean " + std::string(closest) + "?)";
  return text + config::NameForeignCharacter(word);
}

std::string HintsAt(std::span<const std::string> arguments,
                    std::span<const std::string_view> known) {
  std::string hints;
  const bool has_config = std::ranges::find(known, "--config") != known.end();
  bool follows_option = false;
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (has_config && !follows_option && IsYamlFile(argument)) {
      hints += base::OneLine(argument, kLongestQuote) + " (write --config before it)\n";
    }
    if (const std::string_view meant = WithOneDashMore(name, known); !meant.empty()) {
      hints += name + " (did you mean " + std::string(meant) + "?)\n";
    }
    follows_option = argument.starts_with('-');
    const bool is_odd = config::BeginsWithDash(name);
    const bool is_unknown = name.starts_with("--") && name.size() > 2 &&
                            std::find(known.begin(), known.end(), name) == known.end();
    if (is_odd) {
      hints += base::OneLine(name, kLongestQuote) + config::NameForeignCharacter(name) + '\n';
    } else if (is_unknown) {
      const std::string text = NameUnknown(name, known);
      if (text != name) hints += text + '\n';
    }
  }
  return hints;
}

}  // namespace agent::cli
