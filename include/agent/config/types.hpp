#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/duration.hpp"
#include "agent/base/secret.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/config/field.hpp"
#include "agent/config/files.hpp"
#include "agent/config/read_scalar.hpp"

// The types of keys. Each is made from the member that the value goes to, such as
// Duration<&CollectConfig::interval>(min, max).
namespace agent::config {

template <auto member>
struct Member;
template <typename T, typename V, V T::*member>
struct Member<member> {
  using Owner = T;
  using Type = config::Type<T>;
};
template <auto member>
using TypeOf = typename Member<member>::Type;
template <auto member>
using OwnerOf = typename Member<member>::Owner;

// How a default is written.
[[nodiscard]] inline std::string Show(const std::string& text) { return text; }
[[nodiscard]] inline std::string Show(bool value) { return value ? "true" : "false"; }
[[nodiscard]] inline std::string Show(int number) { return std::to_string(number); }
[[nodiscard]] inline std::string Show(std::chrono::milliseconds duration) {
  return base::FormatDuration(duration);
}

// One line of text, not empty.
template <auto member>
constexpr TypeOf<member> Text() {
  return {"string",
          [](const Value& value, const auto&, auto& out) { ReadText(value, out.*member); },
          [](const auto& mapping) { return Show(mapping.*member); }};
}

template <auto member>
constexpr TypeOf<member> Boolean() {
  return {"boolean",
          [](const Value& value, const auto&, auto& out) { ReadBool(value, out.*member); },
          [](const auto& mapping) { return Show(mapping.*member); }};
}

template <auto member>
constexpr TypeOf<member> WholeNumber(int min, int max) {
  return {.name = "int",
          .read =
              [](const Value& value, const auto& type, auto& out) {
                ReadWholeNumber(value, static_cast<int>(type.min), static_cast<int>(type.max),
                                out.*member);
              },
          .show = [](const auto& mapping) { return Show(mapping.*member); },
          .show_limits =
              [](const auto& type) {
                return "From " + std::to_string(type.min) + " to " + std::to_string(type.max) + '.';
              },
          .min = min,
          .max = max};
}

template <auto member>
constexpr TypeOf<member> Duration(std::chrono::milliseconds min, std::chrono::milliseconds max) {
  using std::chrono::milliseconds;
  return {.name = "duration",
          .read =
              [](const Value& value, const auto& type, auto& out) {
                ReadDuration(value, milliseconds(type.min), milliseconds(type.max), out.*member);
              },
          .show = [](const auto& mapping) { return Show(mapping.*member); },
          .show_limits =
              [](const auto& type) {
                return "From " + Show(milliseconds(type.min)) + " to " +
                       Show(milliseconds(type.max)) + '.';
              },
          .min = min.count(),
          .max = max.count()};
}

// A path; a relative one starts at the configuration file's folder.
template <auto member>
constexpr TypeOf<member> Path() {
  return {"filename",
          [](const Value& value, const auto&, auto& out) { ReadPath(value, out.*member); }};
}

// The path of a file in PEM form.
template <auto member, base::TlsFile kind>
constexpr TypeOf<member> PemFile() {
  return {"filename", [](const Value& value, const auto&, auto& out) {
            ReadTlsFileName(value, kind, out.*member);
          }};
}

// The two keys of a secret: its text, and the path of a file that holds it.
template <auto member>
constexpr TypeOf<member> SecretText() {
  return {"secret",
          [](const Value& value, const auto&, auto& out) { ReadSecretText(value, out.*member); }};
}
template <auto member>
constexpr TypeOf<member> SecretFile() {
  return {"filename",
          [](const Value& value, const auto&, auto& out) { ReadSecretFile(value, out.*member); }};
}

// A word for each value of an enum.
template <typename E>
struct Word {
  std::string_view word;
  E value;
};

template <const auto& table>
std::vector<std::string_view> WordsOf() {
  std::vector<std::string_view> words;
  for (const auto& each : table) words.push_back(each.word);
  return words;
}

// One of the words of `table`, an array of Word. `name` is what the reference calls the choice.
template <auto member, const auto& table>
constexpr TypeOf<member> OneOf(std::string_view name) {
  return {.name = name,
          .read =
              [](const Value& value, const auto&, auto& out) {
                const auto index = ReadOneOf(value, WordsOf<table>());
                if (index) out.*member = table[*index].value;
              },
          .show =
              [](const auto& mapping) {
                const auto word = std::ranges::find(table, mapping.*member,
                                                    [](const auto& each) { return each.value; });
                return std::string(word->word);
              },
          .words = WordsOf<table>};
}

// What is read by a function of its own, `read(value, out)`, into the member. `name` is that of a
// mapping or a type in grammar.cpp.
template <auto member, auto read>
constexpr TypeOf<member> ReadBy(std::string_view name) {
  return {name, [](const Value& value, const auto&, auto& out) { read(value, out.*member); }};
}

// A list, whose items are `name`.
template <auto member, auto read>
constexpr TypeOf<member> ListOf(std::string_view name) {
  TypeOf<member> type = ReadBy<member, read>(name);
  type.form = Form::kList;
  return type;
}

// A mapping of `entry_name` to `name`, whose keys the operator chooses.
template <auto member, auto read>
constexpr TypeOf<member> EntriesOf(std::string_view entry_name, std::string_view name) {
  TypeOf<member> type = ReadBy<member, read>(name);
  type.form = Form::kEntries;
  type.entry_name = entry_name;
  return type;
}

}  // namespace agent::config
