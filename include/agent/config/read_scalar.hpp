#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agent/config/value.hpp"

// Each function reads a value into `out`, or reports what is wrong and leaves `out` unchanged.
namespace agent::config {

void ReadText(const Value& value, std::string& out,
              StrayCharacters policy = StrayCharacters::kRefuse);
void ReadBool(const Value& value, bool& out);
void ReadWholeNumber(const Value& value, int min, int max, int& out);
void ReadDuration(const Value& value, std::chrono::milliseconds min, std::chrono::milliseconds max,
                  std::chrono::milliseconds& out);

// The index in `words` of the value's text. Otherwise reports an error and returns nothing.
[[nodiscard]] std::optional<std::size_t> ReadOneOf(const Value& value,
                                                   std::span<const std::string_view> words);

}  // namespace agent::config
