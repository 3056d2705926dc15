#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/collect/collector.hpp"
#include "agent/net/http_client.hpp"

namespace agent::collect {

// Why a reply of O.D.I.N.'s endpoint holds no metrics, by its transport, status and content type.
// Its body is not read. Nothing when it may hold metrics. `url` is without secrets. `credentials`
// names the configuration's keys that say who we are, or is empty.
[[nodiscard]] std::optional<CollectError> JudgeReply(const std::string& url,
                                                     const std::string& credentials,
                                                     const net::HttpReply& reply);

// Why a body in which no metrics were found is no text of metrics. Nothing where it may be one.
[[nodiscard]] std::optional<CollectError> JudgeBody(const std::string& url, std::string_view body);

}  // namespace agent::collect
