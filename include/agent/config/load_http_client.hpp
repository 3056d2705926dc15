#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agent/config/config.hpp"
#include "agent/config/grammar.hpp"
#include "agent/config/value.hpp"

// Reads the keys that are the same for every HTTP server.
namespace agent::config {

// Reads the URL of a server; `example` is what an error shows.
void ReadServerUrl(const Value& value, std::string_view example, std::string& out);

// The keys that every such mapping has besides its own.
[[nodiscard]] std::span<const Field<HttpClientConfig>> HttpClientFields();
// Reads them. The mapping's `url`, and its `api_key` if it has that key, must have been read
// before.
void ReadHttpClient(const Value& mapping, HttpClientConfig& out);

void ReadAuthorization(const Value& value, std::optional<Authorization>& out);

// Appends the mappings below these keys.
void DescribeHttpClient(Grammar& grammar);

}  // namespace agent::config
