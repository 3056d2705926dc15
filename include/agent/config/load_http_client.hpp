#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "agent/config/value.hpp"

namespace agent::config {

// The part of the configuration that is the same for every HTTP server we talk to. Its keys stand
// among those of the mapping that it belongs to, which must have read api_key before, if it has
// that key. `example_url` is what an error shows.
void AppendHttpClientKeys(std::vector<std::string_view>& keys);
void ReadHttpClient(const Value& mapping, std::string_view example_url, HttpClientConfig& out);

void ReadAuthorization(const Value& value, std::optional<Authorization>& out);

}  // namespace agent::config
