#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "agent/config/field.hpp"

namespace agent::config {

template <typename T, std::size_t n>
void AppendKeys(const Field<T> (&fields)[n], std::vector<std::string_view>& keys) {
  for (const Field<T>& field : fields) keys.push_back(field.key);
}

// Reports keys that are given twice. Returns false, and reports that, when `value` is no mapping.
bool CheckDuplicates(const Value& value);

// As CheckDuplicates, and reports keys that are not in `known`.
bool CheckKeys(const Value& value, const std::vector<std::string_view>& known);

// Reads the fields that are present; reports the required ones that are not.
template <typename T, std::size_t n>
void ReadFields(const Value& value, const Field<T> (&fields)[n], T& out) {
  for (const Field<T>& field : fields) {
    if (const std::optional<Value> found = value.Find(field.key)) {
      field.type.read(*found, field.type, out);
    } else if (field.need == Need::kRequired) {
      value.ErrorAboutKey(field.key, "is required");
    }
  }
}

// Reads a mapping that has these fields and no others. Returns whether it was free of faults.
template <typename T, std::size_t n>
bool ReadMapping(const Value& value, const Field<T> (&fields)[n], T& out) {
  const std::size_t faults_before = value.context().found.errors.size();
  std::vector<std::string_view> known;
  AppendKeys(fields, known);
  if (CheckKeys(value, known)) ReadFields(value, fields, out);
  return value.context().found.errors.size() == faults_before;
}

}  // namespace agent::config
