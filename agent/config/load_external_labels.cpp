#include "agent/config/load_external_labels.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "agent/base/metric_labels.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/stray_character.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kMaxBytes = 4096;

constexpr std::array<std::string_view, 3> kGroupLabels = {"instance", "job", "site"};

bool IsLabelName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
}

void CheckLabelName(const Value& label) {
  if (!IsLabelName(label.key())) {
    label.ErrorAtKey("is not a label name (letters, digits and _, not beginning with a digit)" +
                     NameForeignCharacter(label.key()));
  } else if (label.key().starts_with("__")) {
    label.ErrorAtKey("label names that begin with __ are Prometheus' own");
  } else if (std::ranges::find(kGroupLabels, label.key()) != kGroupLabels.end()) {
    label.ErrorAtKey("names the pushed group itself; choose another name");
  } else if (base::IsMetricLabel(label.key())) {
    label.ErrorAtKey("is a label of the metrics themselves; choose another name");
  }
}

}  // namespace

void ReadExternalLabels(const Value& value, std::vector<std::pair<std::string, std::string>>& out) {
  if (!CheckDuplicates(value)) return;
  for (const Value& label : value.Children()) {
    CheckLabelName(label);
    if (std::optional<std::string> text = label.Text(StrayCharacters::kWarn)) {
      out.emplace_back(label.key(), std::move(*text));
    }
  }
  std::sort(out.begin(), out.end());
  std::size_t bytes = 0;
  for (const auto& [name, text] : out) bytes += name.size() + text.size();
  if (bytes > kMaxBytes) {
    value.Error("has " + std::to_string(bytes) + " bytes, and " + std::to_string(kMaxBytes) +
                " are the most: they are in every line that is pushed");
  }
}

}  // namespace agent::config
