#include "agent/base/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "agent/base/text.hpp"

namespace agent::base {
namespace {

bool IsInfinity(std::string_view text) {
  return EqualsIgnoreCase(text, "inf") || EqualsIgnoreCase(text, "infinity");
}

// Whether a decimal number that no double can hold is too small rather than too large. Its first
// digit that counts and its exponent say so: it is far from 1 either way.
bool IsTiny(std::string_view number) {
  const std::size_t e = number.find_first_of("eE");
  const std::string_view digits = number.substr(0, e);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  if (e != std::string_view::npos) {
    std::string_view exponent_text = number.substr(e + 1);
    const bool negative = exponent_text.starts_with('-');
    if (negative || exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
    std::int64_t exponent = 0;
    const auto result = std::from_chars(exponent_text.data(),
                                        exponent_text.data() + exponent_text.size(), exponent);
    // Such an exponent outweighs any number of digits that memory could hold.
    if (result.ec != std::errc{}) return negative;
    magnitude += negative ? -exponent : exponent;
  }
  return magnitude < 0;
}

}  // namespace

void AppendDouble(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else {
    char digits[32];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, end);
  }
}

std::optional<double> ParseDouble(std::string_view text) {
  std::string_view number = text;
  const bool negative = number.starts_with('-');
  if (negative || number.starts_with('+')) number.remove_prefix(1);
  if (number.empty()) return std::nullopt;
  if (!IsDigit(number[0]) && number[0] != '.') {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (IsInfinity(number)) return negative ? -kInfinity : kInfinity;
    if (EqualsIgnoreCase(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }
  double value = 0;
  const char* const end = number.data() + number.size();
  const auto result = std::from_chars(number.data(), end, value);
  if (result.ptr != end || result.ec == std::errc::invalid_argument) return std::nullopt;
  if (result.ec == std::errc::result_out_of_range) {
    if (!IsTiny(number)) return std::nullopt;
    value = 0;
  }
  return negative ? -value : value;
}

}  // namespace agent::base
