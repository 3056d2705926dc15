#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "agent/config/field.hpp"

namespace agent::config {

template <typename T>
using Table = std::span<const Field<T>>;

// Reports keys that are given twice. When `value` is not a mapping, reports that and returns false.
bool CheckDuplicates(const Value& value);

// As CheckDuplicates, and reports keys that are not in `known`.
bool CheckKeys(const Value& value, const std::vector<std::string_view>& known);

// The keys of all `tables`, which are ranges of Field.
template <typename... Tables>
[[nodiscard]] std::vector<std::string_view> KeysOf(const Tables&... tables) {
  std::vector<std::string_view> keys;
  const auto append = [&keys](const auto& table) {
    for (const auto& field : table) keys.push_back(field.key);
  };
  (append(tables), ...);
  return keys;
}

// Reads the fields that are present, and reports required ones that are missing.
template <typename T>
void ReadFields(const Value& value, std::type_identity_t<Table<T>> fields, T& out) {
  for (const Field<T>& field : fields) {
    if (const std::optional<Value> found = value.Find(field.key)) {
      field.type.read(*found, field.type, out);
    } else if (field.need == Need::kRequired) {
      value.ReportLacking(field.key);
    }
  }
}

// Reads a mapping that has these fields and no others. Returns whether it had no errors.
template <typename T>
bool ReadMapping(const Value& value, std::type_identity_t<Table<T>> fields, T& out) {
  const std::size_t faults_before = value.context().found.errors.size();
  if (CheckKeys(value, KeysOf(fields))) ReadFields(value, fields, out);
  return value.context().found.errors.size() == faults_before;
}

}  // namespace agent::config
