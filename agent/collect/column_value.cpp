#include "agent/collect/column_value.hpp"

#include <SQLiteCpp/Column.h>

#include <cmath>
#include <cstddef>

namespace agent::collect {

std::optional<double> NumberIn(const SQLite::Column& value) {
  if (!value.isInteger() && !value.isFloat()) return std::nullopt;
  const double number = value.getDouble();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<double> PercentIn(const SQLite::Column& value) {
  const std::optional<double> number = NumberIn(value);
  return number && *number >= 0 && *number <= 100 ? number : std::nullopt;
}

std::string_view TextIn(const SQLite::Column& value) {
  const char* text = value.getText();
  return {text, static_cast<std::size_t>(value.getBytes())};
}

}  // namespace agent::collect
