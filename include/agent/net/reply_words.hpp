#pragma once

#include <string>

#include "agent/net/http_client.hpp"

namespace agent::net {

// What a server says in the body of its reply, for one line of a log or terminal. Empty where it
// says nothing. Our own secrets are masked. The markup of a page is left out. Unreadable bytes are
// counted and not shown. Of a long text the first and the last 250 bytes stay, because what matters
// is often at the end.
[[nodiscard]] std::string ReplyWords(const HttpReply& reply);

}  // namespace agent::net
