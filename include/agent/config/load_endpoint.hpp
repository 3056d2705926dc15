#pragma once

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

void ReadEndpoint(const Value& value, EndpointSource& out);

void DescribeEndpoint(Grammar& grammar);

}  // namespace agent::config
