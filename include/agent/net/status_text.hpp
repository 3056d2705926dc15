#pragma once

#include <string>
#include <string_view>

#include "agent/net/http_client.hpp"

// The sentences about a reply whose status is not a success. `meaning` is what the status means for
// this request: "does not accept our credentials: check basic_auth".
namespace agent::net {

// A text that is the same for all replies of one cause: "HTTP 401: MEANING".
[[nodiscard]] std::string StatusCause(const HttpReply& reply, std::string_view meaning);

// For a person: "URL: HTTP 401: MEANING: it says: WORDS". Names the proxy that may have answered.
[[nodiscard]] std::string StatusDetail(std::string_view url, const HttpReply& reply,
                                       std::string_view meaning);

}  // namespace agent::net
