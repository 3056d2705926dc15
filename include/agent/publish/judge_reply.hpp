#pragma once

#include <string>

#include "agent/base/clock.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/publisher.hpp"

namespace agent::publish {

// What a Pushgateway was asked for.
enum class Request {
  kPush,    // PUT of metrics: answered by an empty 200, by old versions 202
  kProbe,   // PUT of what is no metrics (probe.hpp): refused with 400
  kDelete,  // DELETE of a group: answered by an empty 202
  kRead,    // GET of its API: answered by 200 and a body
};

// What whoever reads an error can change, in the words of what he has written it in.
struct SettingNames {
  std::string url = "url";
  std::string credentials_in_use;                           // empty: none are set
  std::string credentials = "basic_auth or authorization";  // those that could be set
};

// What a reply of (or instead of) a Pushgateway means: the one place that decides it, for every
// command. Success is only what a Pushgateway answers, so no page, no 204, no reply of another
// program. bytes_sent, retry_after and clock_skew (by `now`) are taken over.
[[nodiscard]] PushOutcome JudgeReply(Request request, const std::string& url,
                                     const SettingNames& settings, const net::HttpReply& reply,
                                     base::WallTime now);

}  // namespace agent::publish
