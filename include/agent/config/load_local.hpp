#pragma once

#include "agent/config/value.hpp"

namespace agent::config {

void ReadLocal(const Value& value, LocalConfig& out);

}  // namespace agent::config
