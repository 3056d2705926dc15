#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

// The part of the configuration that is the same for every HTTP server we talk to.
namespace agent::config {

// Reads the URL of a server; `example` is what an error shows.
void ReadServerUrl(const Value& value, std::string_view example, std::string& out);

// The keys that stand among those of the mapping that they belong to.
[[nodiscard]] std::span<const Field<HttpClientConfig>> HttpClientFields();
// Reads them. The mapping's `url`, and its `api_key` if it has that key, must have been read
// before.
void ReadHttpClient(const Value& mapping, HttpClientConfig& out);

void ReadAuthorization(const Value& value, std::optional<Authorization>& out);

// Appends the mappings that they lead to.
void DescribeHttpClient(Grammar& grammar);

}  // namespace agent::config
