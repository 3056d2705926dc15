#pragma once

#include <string>

#include "agent/base/clock.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/outcome.hpp"

namespace agent::publish {

// What a Pushgateway was asked for.
enum class Request {
  kPush,    // PUT of metrics: answered by an empty 200, by old versions 202
  kProbe,   // PUT of what is no metrics (probe.hpp): refused with 400
  kDelete,  // DELETE of a group: answered by an empty 202
  kRead,    // GET of its API: answered by 200 and a body
};

// What the settings are called that an error tells a person to look at: keys of the configuration,
// or options of a command.
struct SettingNames {
  std::string url = "url";
  std::string credentials_in_use = {};                      // empty: none are set
  std::string credentials = "basic_auth or authorization";  // those that could be set
};

// What a Pushgateway's reply means, or the reply of whatever answers in its place. The one place
// that decides it, for every command. Only what a Pushgateway answers is a success: no page, no
// 204, no reply of another program. bytes_sent, retry_after and clock_skew (by `now`) are taken
// over.
[[nodiscard]] Outcome JudgeReply(Request request, const std::string& url,
                                 const SettingNames& settings, const net::HttpReply& reply,
                                 base::WallTime now);

}  // namespace agent::publish
