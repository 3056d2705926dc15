#pragma once

#include <string>
#include <string_view>

#include "agent/net/http_client.hpp"

// How to find out whether a Pushgateway answers at a URL, and change nothing there.
//
// The quiet way is a GET of a group. A Pushgateway's router answers it with 405 and the methods
// that it takes.
//
// The other way is a probe: a PUT whose last line is no metric. A Pushgateway reads all of a body
// before it touches a group. It answers with 400 and quotes the word that is no number (source: its
// handler/push.go, and expfmt/text_parse.go of prometheus/common). Whatever takes the body, or
// refuses it in other words, has not read it as metrics. A probe counts in the Pushgateway's own
// pushgateway_http_requests_total, which alerts watch, so it is not for every push.
namespace agent::publish {

// Whether the reply to a GET of a group is what a Pushgateway's router answers.
[[nodiscard]] bool TakesGroups(const net::HttpReply& reply);

// The last line of a probe, with its line feed.
[[nodiscard]] std::string_view ProbeLine();

// A probe of what a push of the exposition `text` would be. It is a little larger, also once
// compressed: where it fits, a push that has grown a little fits too.
[[nodiscard]] std::string ProbeOf(std::string text);

// Whether the reply quotes the probe's last line: it was decoded and read to its end.
[[nodiscard]] bool QuotesProbe(const net::HttpReply& reply);

// Whether the reply refuses a probe for what is in it.
[[nodiscard]] bool RefusesBody(const net::HttpReply& reply);

}  // namespace agent::publish
