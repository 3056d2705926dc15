#pragma once

#include <string>

#include "agent/net/http_client.hpp"

namespace agent::net {

// What a server says in the body of its reply, for one line of a log or terminal; empty where it
// says nothing. Our own secrets are masked, the markup of a page is left out, unreadable bytes are
// counted and not shown. Of a long text the head and the tail stay, since what matters is often at
// the end: together about 500 bytes.
[[nodiscard]] std::string ReplyWords(const HttpReply& reply);

}  // namespace agent::net
