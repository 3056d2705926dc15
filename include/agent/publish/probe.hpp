#pragma once

#include <string>
#include <string_view>

#include "agent/net/http_client.hpp"

// How to ask a place for pushes whether a Pushgateway is there, and change nothing: a PUT whose
// last line is no metric. A Pushgateway reads all of a body before it touches a group; it answers
// with 400 and quotes the word that is no number (so do all versions since 0.2; source: its
// handler/push.go, and expfmt/text_parse.go of prometheus/common). Whatever takes the body, or
// refuses it in other words, has not read it as metrics.
namespace agent::publish {

// The last line of a probe, with its line feed.
[[nodiscard]] std::string_view ProbeLine();

// `text`, an exposition, as a probe: a little larger than it, also once compressed, so that a push
// that has grown a little still fits where the probe has fitted.
[[nodiscard]] std::string ProbeOf(std::string text);

// Whether the reply quotes the probe's last line: it was decoded and read to its end.
[[nodiscard]] bool QuotesProbe(const net::HttpReply& reply);

// Whether the reply refuses a probe for what is in it.
[[nodiscard]] bool RefusesBody(const net::HttpReply& reply);

}  // namespace agent::publish
