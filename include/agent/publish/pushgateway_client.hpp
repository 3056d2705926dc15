#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/group_list.hpp"
#include "agent/publish/judge_reply.hpp"
#include "agent/publish/outcome.hpp"

namespace agent::publish {

// The result of one request: its meaning, and the reply itself.
struct Answer {
  Outcome outcome;
  net::HttpReply reply;
};

// What kind of server answers at a Pushgateway's URL.
enum class Identity { kPushgateway, kSomethingElse, kUnknown };

struct Identification {
  Identity identity = Identity::kUnknown;
  Outcome outcome = {};  // of the last request that was made to find out
};

// The groups of one job at a Pushgateway, at one moment.
struct GroupsReading {
  Outcome outcome = {};  // of the request; on failure the rest is empty
  std::vector<ListedGroup> groups = {};
  std::size_t left_out = 0;  // how many groups are missing; see GroupList
  base::WallTime now{};      // by the Pushgateway's clock, in whole seconds, rounded down
};

// Sends every kind of request that this program has for a Pushgateway, and judges the reply. A
// `path` is a group's, from grouping_key.hpp. Use from one thread.
class PushgatewayClient {
 public:
  // `client` was made from config.http. `settings` are named in errors. `clock` must outlive this
  // object.
  PushgatewayClient(const config::PushgatewayConfig& config, SettingNames settings,
                    std::unique_ptr<net::HttpClient> client, const base::Clock& clock);

  // PUT: replaces the whole group by `body`, a text exposition, which is compressed if `gzip`. With
  // the `purpose` kProbe, `body` is a probe (probe.hpp), and the group is not changed.
  [[nodiscard]] Answer ReplaceGroup(const std::string& path, Request purpose, std::string_view body,
                                    bool gzip, std::chrono::milliseconds timeout,
                                    std::stop_token stop);

  // DELETE: removes the group. A missing group is a success too.
  [[nodiscard]] Answer DeleteGroup(const std::string& path, std::chrono::milliseconds timeout,
                                   std::stop_token stop);

  // Reads the groups of `job`, within the configured timeout. The reply is parsed as it comes.
  // Groups take at most kMaxGroupsBytes. A reply of more than 256 MB is an error.
  [[nodiscard]] GroupsReading ReadGroups(const std::string& job, std::stop_token stop);

  // Finds out whether a Pushgateway answers, and changes nothing. First sends a GET of `path`, and
  // one for the Pushgateway's status. A proxy may let only pushes through. So when neither reply
  // tells, sends a small probe (probe.hpp).
  [[nodiscard]] Identification Identify(const std::string& path, std::chrono::milliseconds timeout,
                                        std::stop_token stop);

  // Whether the server answers with the status of a Pushgateway (1.0 or later).
  [[nodiscard]] bool HasStatusPage(std::chrono::milliseconds timeout, std::stop_token stop);

  // The URL of a path, as messages show it.
  [[nodiscard]] std::string ShownUrl(const std::string& path) const;

  [[nodiscard]] std::chrono::milliseconds timeout() const { return timeout_; }
  [[nodiscard]] const base::Clock& clock() const { return clock_; }

 private:
  [[nodiscard]] Answer Send(Request purpose, const net::HttpRequest& request, std::stop_token stop);

  std::string url_;
  SettingNames settings_;
  std::chrono::milliseconds timeout_;
  std::unique_ptr<net::HttpClient> client_;
  const base::Clock& clock_;
};

}  // namespace agent::publish
