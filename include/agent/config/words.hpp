#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/read_scalar.hpp"
#include "agent/config/types.hpp"

// The type of a key whose value is one of several words.
namespace agent::config {

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

}  // namespace agent::config
