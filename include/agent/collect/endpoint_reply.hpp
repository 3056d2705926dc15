#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/collect/collector.hpp"
#include "agent/net/http_client.hpp"

namespace agent::collect {

// Why a reply of O.D.I.N.'s endpoint holds no metrics, as far as can be told without reading its
// body: transport, status and content type. Nothing when it may hold them. `url` is without
// secrets; `credentials` names the configuration's keys that say who we are, or is empty.
[[nodiscard]] std::optional<CollectError> JudgeReply(const std::string& url,
                                                     const std::string& credentials,
                                                     const net::HttpReply& reply);

// Why the body of such a reply, of which metrics could not be read, is none; nothing where it may
// be a text of metrics.
[[nodiscard]] std::optional<CollectError> JudgeBody(const std::string& url, std::string_view body);

}  // namespace agent::collect
