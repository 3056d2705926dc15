#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/collect/collector.hpp"
#include "agent/net/http_client.hpp"

namespace agent::collect {

// Why a reply of O.D.I.N.'s endpoint holds no metrics, by its transport, status and content type.
// The body is not read. Nothing when the reply may hold metrics. `url` is without secrets.
// `credentials` names the configuration's keys of our credentials, or is empty.
[[nodiscard]] std::optional<CollectError> JudgeReply(const std::string& url,
                                                     const std::string& credentials,
                                                     const net::HttpReply& reply);

// Why a body without any metric is not a text of metrics. Nothing when it may be one.
[[nodiscard]] std::optional<CollectError> JudgeBody(const std::string& url, std::string_view body);

}  // namespace agent::collect
