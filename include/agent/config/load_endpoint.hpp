#pragma once

#include "agent/config/value.hpp"

namespace agent::config {

void ReadEndpoint(const Value& value, EndpointSource& out);

}  // namespace agent::config
