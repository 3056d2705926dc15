#pragma once

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

void ReadSource(const Value& value, Source& out);
void ReadDemo(const Value& value, DemoSource& out);

// Appends the mappings of a source.
void DescribeSource(Grammar& grammar);

}  // namespace agent::config
