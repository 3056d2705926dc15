#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/value.hpp"

namespace agent::config {

enum class Need { kOptional, kRequired };

// How the value of a key is written: as one value, as "- " items, or as entries whose names the
// operator chooses.
enum class Form { kSingle, kList, kEntries };

// The type of a key: what its value may be, and how it is read into a T, the struct of the key's
// mapping. types.hpp has a function for each kind of value, which makes its Type.
template <typename T>
struct Type {
  std::string_view name;  // its name in the reference: "duration"; for a list, that of its items
  void (*read)(const Value& value, const Type& type, T& out) = nullptr;
  // The member of `mapping` as it is written in a file; empty for no value. Null when there is no
  // such text.
  std::string (*show)(const T& mapping) = nullptr;
  std::string (*show_limits)(std::int64_t min, std::int64_t max) = nullptr;  // "From 1 to 9."
  std::vector<std::string_view> (*words)() = nullptr;  // all words that the value may be
  Form form = Form::kSingle;
  std::string_view entry_name = {};  // what the reference calls the name of an entry
  std::int64_t min = 0;              // of a number, or of a duration in milliseconds
  std::int64_t max = 0;
};

// One key of a mapping. The loader and the reference (deploy/CONFIGURATION.md) use the same table
// of these, so a new key is a new line.
template <typename T>
struct Field {
  std::string_view key;
  Type<T> type;
  std::string_view help = {};  // sentences for people; the default and the limits are added
  Need need = Need::kOptional;
};

}  // namespace agent::config
