#pragma once

#include <optional>
#include <string>

#include "agent/net/failure.hpp"

namespace agent::net {

// The facts that tell whether a complete reply came from the server that was asked.
struct SenderClues {
  int status = 0;
  std::string server;  // scheme, host and port of the server that was asked, without secrets
  // The proxy that could read the request, and so may have answered it. Empty without a proxy, and
  // for a tunnel through one.
  std::string proxy;
  // Header fields, empty when missing:
  std::string squid_error;   // X-Squid-Error: set by squid on its own pages, "ERR_ACCESS_DENIED 0"
  std::string proxy_status;  // Proxy-Status (RFC 9209)
  std::string server_field;  // Server
  std::string words;         // what the body says (ReplyWords)
};

// Why a complete reply is not the server's own. Either a proxy has answered, or most likely has:
// some statuses come only from intermediaries. Or a server of https was asked without TLS. Nothing
// for every other reply.
[[nodiscard]] std::optional<Explanation> ExplainOtherSender(const SenderClues& clues);

}  // namespace agent::net
