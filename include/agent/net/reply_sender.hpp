#pragma once

#include <optional>
#include <string>

#include "agent/net/failure.hpp"

namespace agent::net {

// What tells whether a complete reply came from the server that was asked.
struct SenderClues {
  int status = 0;
  std::string server;  // scheme, host and port of who was asked, without secrets
  // Of the proxy that the request went through in the clear, so that it may have answered itself;
  // empty: no proxy, or a tunnel through one.
  std::string proxy;
  // Header fields, empty where missing:
  std::string squid_error;   // X-Squid-Error: squid's mark on its own pages, "ERR_ACCESS_DENIED 0"
  std::string proxy_status;  // Proxy-Status (RFC 9209)
  std::string server_field;  // Server
  std::string words;         // what the body says (ReplyWords)
};

// Why a complete reply is not the server's own: a proxy answered in its place, or most likely did,
// because of a status that only intermediaries give. The other cause is that a server of https was
// asked without TLS. Nothing for every other reply.
[[nodiscard]] std::optional<Explanation> ExplainOtherSender(const SenderClues& clues);

}  // namespace agent::net
