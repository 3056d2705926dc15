#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/base/duration.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/config/config.hpp"
#include "agent/config/field.hpp"
#include "agent/config/files.hpp"
#include "agent/config/read_scalar.hpp"

// Functions that make the types of keys. Each is given the member that the value is read into, such
// as Duration<&CollectConfig::interval>(min, max).
namespace agent::config {

template <typename Pointer>
struct MemberPointer;
template <typename T, typename V>
struct MemberPointer<V T::*> {
  using Owner = T;
};
template <auto member>
using OwnerOf = typename MemberPointer<decltype(member)>::Owner;
template <auto member>
using TypeOf = Type<OwnerOf<member>>;

// A default's text in the reference. A type without a Show() shows no default.
[[nodiscard]] inline std::string Show(const std::string& text) { return text; }
[[nodiscard]] inline std::string Show(bool value) { return value ? "true" : "false"; }
[[nodiscard]] inline std::string Show(int number) { return std::to_string(number); }
[[nodiscard]] inline std::string Show(milliseconds time) { return base::FormatDuration(time); }
[[nodiscard]] inline std::string Show(const ListenAddress& address) {
  return address.host + ':' + std::to_string(address.port);
}

// A type that `read(value, out)` reads into the member. `name` is that of a mapping, or of a type
// in grammar.cpp.
template <auto member, auto read>
constexpr TypeOf<member> ReadBy(std::string_view name) {
  TypeOf<member> type{name,
                      [](const Value& value, const auto&, auto& out) { read(value, out.*member); }};
  if constexpr (requires(OwnerOf<member> mapping) { Show(mapping.*member); }) {
    type.show = [](const auto& mapping) { return Show(mapping.*member); };
  }
  return type;
}

// A list with items of type `name`.
template <auto member, auto read>
constexpr TypeOf<member> ListOf(std::string_view name) {
  TypeOf<member> type = ReadBy<member, read>(name);
  type.form = Form::kList;
  return type;
}

// A mapping of `entry_name` to `name`. The operator chooses its keys.
template <auto member, auto read>
constexpr TypeOf<member> EntriesOf(std::string_view entry_name, std::string_view name) {
  TypeOf<member> type = ReadBy<member, read>(name);
  type.form = Form::kEntries;
  type.entry_name = entry_name;
  return type;
}

// One line of text, not empty.
template <auto member>
constexpr TypeOf<member> Text() {
  return ReadBy<member, [](const Value& value, std::string& out) { ReadText(value, out); }>(
      "string");
}

template <auto member>
constexpr TypeOf<member> Boolean() {
  return ReadBy<member, ReadBool>("boolean");
}

// A path; a relative one starts at the configuration file's folder.
template <auto member>
constexpr TypeOf<member> Path() {
  return ReadBy<member, ReadPath>("filename");
}

// The path of a file in PEM form.
template <auto member, base::TlsFile kind>
constexpr TypeOf<member> PemFile() {
  return ReadBy<member, [](const Value& value, std::string& out) {
    ReadTlsFileName(value, kind, out);
  }>("filename");
}

// The two keys of a secret: its text, and the path of a file that holds it.
template <auto member>
constexpr TypeOf<member> SecretText() {
  return ReadBy<member, ReadSecretText>("secret");
}
template <auto member>
constexpr TypeOf<member> SecretFile() {
  return ReadBy<member, ReadSecretFile>("filename");
}

// "From 10ms to 24h.", for a member that holds a `Number`.
template <typename Number>
std::string ShowLimits(std::int64_t min, std::int64_t max) {
  return "From " + Show(Number(min)) + " to " + Show(Number(max)) + '.';
}

template <auto member>
constexpr TypeOf<member> WholeNumber(int min, int max) {
  TypeOf<member> type{"int"};
  type.read = [](const Value& value, const auto& self, auto& out) {
    ReadWholeNumber(value, static_cast<int>(self.min), static_cast<int>(self.max), out.*member);
  };
  type.show = [](const auto& mapping) { return Show(mapping.*member); };
  type.show_limits = ShowLimits<int>;
  type.min = min;
  type.max = max;
  return type;
}

template <auto member>
constexpr TypeOf<member> Duration(milliseconds min, milliseconds max) {
  TypeOf<member> type{"duration"};
  type.read = [](const Value& value, const auto& self, auto& out) {
    ReadDuration(value, milliseconds(self.min), milliseconds(self.max), out.*member);
  };
  type.show = [](const auto& mapping) { return Show(mapping.*member); };
  type.show_limits = ShowLimits<milliseconds>;
  type.min = min.count();
  type.max = max.count();
  return type;
}

}  // namespace agent::config
