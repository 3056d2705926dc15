#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/config/field.hpp"

// The configuration's keys as data, made from the loader's tables. The reference, the man page and
// tests are made from it.
namespace agent::config {

struct KeyDescription {
  std::string_view key;
  std::string_view type;
  Form form = Form::kSingle;
  std::string_view entry_name;  // of Form::kEntries
  Need need = Need::kOptional;
  std::string default_text;  // empty: none
  std::string help;          // sentences, or empty
  std::vector<std::string_view> words;
};

struct MappingDescription {
  std::string_view name;
  std::string_view help;  // sentences, with `literal text` in backquotes, or empty
  std::vector<KeyDescription> keys;
};

// A type that is neither a mapping nor a choice of words.
struct TypeDescription {
  std::string_view name;
  std::string_view help;  // as above
};

using Grammar = std::vector<MappingDescription>;

// Every mapping of the configuration, the whole file as "config" first.
[[nodiscard]] Grammar DescribeGrammar();

// In the order in which they are explained.
[[nodiscard]] std::vector<TypeDescription> DescribeTypes();

// Describes a field, with its default and limits as text.
template <typename T>
[[nodiscard]] KeyDescription DescribeKey(const Field<T>& field) {
  KeyDescription key{.key = field.key,
                     .type = field.type.name,
                     .form = field.type.form,
                     .entry_name = field.type.entry_name,
                     .need = field.need,
                     .default_text = {},
                     .help = std::string(field.help),
                     .words = {}};
  if (field.need == Need::kOptional && field.type.show) key.default_text = field.type.show(T());
  if (field.type.words) key.words = field.type.words();
  if (field.type.show_limits) {
    if (!key.help.empty()) key.help += ' ';
    key.help += field.type.show_limits(field.type.min, field.type.max);
  }
  return key;
}

// A mapping whose keys are those of all `tables`, arrays of Field.
template <typename... Tables>
[[nodiscard]] MappingDescription Describe(std::string_view name, std::string_view help,
                                          const Tables&... tables) {
  MappingDescription mapping{name, help, {}};
  const auto append = [&mapping](const auto& table) {
    for (const auto& field : table) mapping.keys.push_back(DescribeKey(field));
  };
  (append(tables), ...);
  return mapping;
}

}  // namespace agent::config
