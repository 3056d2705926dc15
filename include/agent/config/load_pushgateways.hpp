#pragma once

#include <vector>

#include "agent/config/value.hpp"

namespace agent::config {

void ReadPushgateways(const Value& value, std::vector<PushgatewayConfig>& out);

}  // namespace agent::config
