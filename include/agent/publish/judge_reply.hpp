#pragma once

#include <string>

#include "agent/base/clock.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/outcome.hpp"

namespace agent::publish {

// The kind of request to a Pushgateway, and the reply of one that accepts it.
enum class Request {
  kPush,    // PUT of metrics: answered by an empty 200, by old versions 202
  kProbe,   // PUT of a probe (probe.hpp): refused with 400
  kDelete,  // DELETE of a group: answered by an empty 202
  kRead,    // GET of its API: answered by 200 and a body
};

// The names of settings in error messages: keys of the configuration, or options of a command.
struct SettingNames {
  std::string url = "url";
  std::string credentials_in_use = {};                      // empty: none are set
  std::string credentials = "basic_auth or authorization";  // the ones that could be set
};

// What the reply to a request means. Every command uses this function. Only the reply of a
// Pushgateway is a success; a web page, a 204 or the reply of another program is not. Copies
// bytes_sent and retry_after, and computes clock_skew from `now`.
[[nodiscard]] Outcome JudgeReply(Request request, const std::string& url,
                                 const SettingNames& settings, const net::HttpReply& reply,
                                 base::WallTime now);

}  // namespace agent::publish
