#pragma once

#include <string>
#include <string_view>

#include "agent/net/http_client.hpp"

// Finds out whether a Pushgateway answers at a URL, and changes nothing there.
//
// The first way is a GET of a group. A Pushgateway's router answers it with 405 and the methods
// that it allows.
//
// The second way is a probe: a PUT whose last line is not a metric. A Pushgateway reads the whole
// body before it changes a group. It answers with 400 and quotes the word that is not a number
// (source: its handler/push.go, and expfmt/text_parse.go of prometheus/common). A server that
// accepts the body, or refuses it with another text, has not read it as metrics. A probe counts in
// the Pushgateway's own pushgateway_http_requests_total, which alerts watch, so it is not sent with
// every push.
namespace agent::publish {

// Whether the reply to a GET of a group is that of a Pushgateway's router.
[[nodiscard]] bool TakesGroups(const net::HttpReply& reply);

// The last line of a probe, with its line feed.
[[nodiscard]] std::string_view ProbeLine();

// Makes a probe from the exposition `text`. It is a little larger than `text`, also when
// compressed. So if the probe is within a proxy's size limit, a slightly larger push is too.
[[nodiscard]] std::string ProbeOf(std::string text);

// Whether the reply quotes the probe's last line. Then the server has decoded the body and read it
// to its end.
[[nodiscard]] bool QuotesProbe(const net::HttpReply& reply);

// Whether the reply refuses a probe for its content.
[[nodiscard]] bool RefusesBody(const net::HttpReply& reply);

}  // namespace agent::publish
