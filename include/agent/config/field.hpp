#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/value.hpp"

namespace agent::config {

enum class Need { kOptional, kRequired };

// How the value of a key is written: as one value, as "- " items, or as entries with names of their
// own.
enum class Form { kSingle, kList, kEntries };

// What the value of a key may be and how it gets into a T, the mapping that the key belongs to. The
// functions of types.hpp make one for each kind of value.
template <typename T>
struct Type {
  std::string_view name;  // as the reference calls it, "duration"; of a list, its items
  void (*read)(const Value& value, const Type& type, T& out) = nullptr;
  // What T holds there, as it is written in a file; empty: nothing. Null: there is no such text.
  std::string (*show)(const T& mapping) = nullptr;
  std::string (*show_limits)(std::int64_t min, std::int64_t max) = nullptr;  // "From 1 to 9."
  std::vector<std::string_view> (*words)() = nullptr;  // all that the value may be
  Form form = Form::kSingle;
  std::string_view entry_name = {};  // how the reference calls the name of an entry
  std::int64_t min = 0;              // of a number, or of a duration in milliseconds
  std::int64_t max = 0;
};

// One key of a mapping. A table of these is all that the loader and the reference
// (deploy/CONFIGURATION.md) know of a mapping: a new key is a new line.
template <typename T>
struct Field {
  std::string_view key;
  Type<T> type;
  std::string_view help = {};  // sentences, for people; the default and the limits follow by itself
  Need need = Need::kOptional;
};

}  // namespace agent::config
