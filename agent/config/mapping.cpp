#include "agent/config/mapping.hpp"

#include <algorithm>
#include <map>

#include "agent/config/stray_character.hpp"
#include "agent/config/suggest.hpp"

namespace agent::config {
namespace {

void ReportUnknownKey(const Value& value, const std::vector<std::string_view>& known) {
  const std::string foreign = NameForeignCharacter(value.key());
  if (!foreign.empty()) {
    value.ErrorAtKey("unknown key" + foreign);
    return;
  }
  const std::string_view closest = ClosestWord(value.key(), known);
  if (closest.empty()) {
    value.ErrorAtKey("unknown key (known here: " + JoinWords(known) + ")");
  } else {
    value.ErrorAtKey("unknown key (did you mean " + std::string(closest) + "?)");
  }
}

}  // namespace

bool CheckDuplicates(const Value& value) {
  if (!value.ExpectMapping()) return false;
  std::map<std::string, int, std::less<>> first_lines;
  for (const Value& child : value.Children()) {
    const auto [first, is_new] = first_lines.try_emplace(child.key(), child.key_place().line);
    if (!is_new) {
      child.ErrorAtKey("is given twice (first in line " + std::to_string(first->second) + ")");
    }
  }
  return true;
}

bool CheckKeys(const Value& value, const std::vector<std::string_view>& known) {
  if (!CheckDuplicates(value)) return false;
  for (const Value& child : value.Children()) {
    if (std::find(known.begin(), known.end(), child.key()) == known.end()) {
      ReportUnknownKey(child, known);
    }
  }
  return true;
}

}  // namespace agent::config
