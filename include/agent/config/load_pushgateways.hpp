#pragma once

#include <vector>

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

void ReadPushgateways(const Value& value, std::vector<PushgatewayConfig>& out);
void ReadPushgateway(const Value& value, PushgatewayConfig& out);

void DescribePushgateway(Grammar& grammar);

}  // namespace agent::config
