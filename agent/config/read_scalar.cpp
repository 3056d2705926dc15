#include "agent/config/read_scalar.hpp"

#include <algorithm>
#include <charconv>

#include "agent/base/duration.hpp"
#include "agent/config/stray_character.hpp"
#include "agent/config/suggest.hpp"

namespace agent::config {

using std::chrono::milliseconds;

void ReadText(const Value& value, std::string& out, StrayCharacters policy) {
  if (std::optional<std::string> text = value.Text(policy)) out = std::move(*text);
}

void ReadBool(const Value& value, bool& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  if (*text == "true" || *text == "false") {
    out = *text == "true";
  } else {
    value.Error(value.Quoted() + " is not a boolean (write true or false)" +
                NameForeignCharacter(*text));
  }
}

void ReadWholeNumber(const Value& value, int min, int max, int& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  int number = 0;
  const char* const text_end = text->data() + text->size();
  const auto [end, error] = std::from_chars(text->data(), text_end, number);
  // A leading zero means octal to some readers of YAML and nothing to others.
  const bool ambiguous = text->size() > 1 && text->front() == '0';
  if (error != std::errc() || end != text_end || ambiguous || number < min || number > max) {
    value.Error(value.Quoted() + " is not a whole number from " + std::to_string(min) + " to " +
                std::to_string(max) + NameForeignCharacter(*text));
    return;
  }
  out = number;
}

void ReadDuration(const Value& value, milliseconds min, milliseconds max, milliseconds& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  const std::optional<milliseconds> duration = base::ParseDuration(*text);
  if (!duration) {
    value.Error(value.Quoted() + " is not a duration (write one such as 15s or 1m30s)" +
                NameForeignCharacter(*text));
  } else if (*duration < min) {
    value.Error("must be at least " + base::FormatDuration(min));
  } else if (*duration > max) {
    value.Error("must be at most " + base::FormatDuration(max));
  } else {
    out = *duration;
  }
}

std::optional<std::size_t> ReadOneOf(const Value& value, std::span<const std::string_view> words) {
  const std::optional<std::string> text = value.Text();
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string message = value.Quoted() + " is not one of " + JoinWords(words);
  const std::string_view closest = ClosestWord(*text, words);
  message += NameForeignCharacter(*text);
  if (!closest.empty()) message += " (did you mean " + std::string(closest) + "?)";
  value.Error(message);
  return std::nullopt;
}

}  // namespace agent::config
