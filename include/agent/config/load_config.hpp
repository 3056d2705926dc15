#pragma once

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// Reads the whole file, from its root.
void ReadConfig(const Value& root, Config& out);

// Appends every mapping of the configuration, the whole file first.
void DescribeConfig(Grammar& grammar);

}  // namespace agent::config
