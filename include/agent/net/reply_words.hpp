#pragma once

#include <string>

#include "agent/net/http_client.hpp"

namespace agent::net {

// The text of a reply's body, for one line of a log or terminal. Empty when there is none. Our own
// secrets are masked. Markup is removed. Unreadable bytes are counted, not shown. Of a long text
// the first and the last 250 bytes are kept, because the cause is often at the end.
[[nodiscard]] std::string ReplyWords(const HttpReply& reply);

}  // namespace agent::net
