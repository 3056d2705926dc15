#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "agent/net/http_client.hpp"

namespace agent::test {

// Longer than any test may take: a reply that comes "at once" comes well before it.
inline constexpr std::chrono::milliseconds kLongTimeout = std::chrono::seconds(60);
inline constexpr std::chrono::milliseconds kShortTimeout = std::chrono::milliseconds(400);

[[nodiscard]] net::HttpRequest Get(const std::string& url,
                                   std::chrono::milliseconds timeout = kLongTimeout);

// A client without settings, for one request.
[[nodiscard]] net::HttpReply SendOnce(const net::HttpRequest& request,
                                      const config::HttpClientConfig& config = {});

// Sends `request`, and fires its stop token as soon as `reached` has returned.
struct Cancelled {
  net::HttpReply reply;
  std::chrono::steady_clock::duration took;  // from the token to Send's return
};
[[nodiscard]] Cancelled CancelWhen(const std::function<void()>& reached,
                                   const net::HttpRequest& request);

}  // namespace agent::test
