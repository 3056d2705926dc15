#pragma once

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

void ReadLocal(const Value& value, LocalConfig& out);

// Appends the mappings of the local endpoint.
void DescribeLocal(Grammar& grammar);

}  // namespace agent::config
