#pragma once

#include <optional>
#include <string_view>

namespace SQLite {
class Column;
}

namespace agent::collect {

// Values as O.D.I.N. means them. SQLite's column types are a hint only.

// Nothing for NULL, text, a blob, and what is not finite.
[[nodiscard]] std::optional<double> NumberIn(const SQLite::Column& value);

// Likewise, and nothing outside of 0 to 100.
[[nodiscard]] std::optional<double> PercentIn(const SQLite::Column& value);

// Byte by byte; empty for NULL. Valid until the statement's next step.
[[nodiscard]] std::string_view TextIn(const SQLite::Column& value);

}  // namespace agent::collect
