#pragma once

#include <optional>
#include <string_view>

namespace SQLite {
class Column;
}

namespace agent::collect {

// Read one value of a row. SQLite does not enforce column types, so a value may have any type.

// Nothing for NULL, text, a blob, and a number that is not finite.
[[nodiscard]] std::optional<double> NumberIn(const SQLite::Column& value);

// Likewise, and nothing outside of 0 to 100.
[[nodiscard]] std::optional<double> PercentIn(const SQLite::Column& value);

// The bytes of the text. Empty for NULL. Valid until the statement's next step.
[[nodiscard]] std::string_view TextIn(const SQLite::Column& value);

}  // namespace agent::collect
