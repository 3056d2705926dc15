#pragma once

#include <string>
#include <utility>
#include <vector>

#include "agent/config/value.hpp"

namespace agent::config {

// Reads labels and their values, and sorts them by name.
void ReadExternalLabels(const Value& value, std::vector<std::pair<std::string, std::string>>& out);

}  // namespace agent::config
