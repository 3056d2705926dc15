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

// What came of one request: what it means, and the reply for whoever must look closer.
struct Answer {
  Outcome outcome;
  net::HttpReply reply;
};

// Who answers at a Pushgateway's URL.
enum class Identity { kPushgateway, kSomethingElse, kUnknown };

struct Identification {
  Identity identity = Identity::kUnknown;
  Outcome outcome = {};  // of the request that told it, or that told nothing
};

// The groups of one job that a Pushgateway had, and when.
struct GroupsReading {
  Outcome outcome = {};  // why there is no reading, where there is none
  std::vector<ListedGroup> groups = {};
  std::size_t left_out = 0;  // groups of the job that are not among them; see GroupList
  base::WallTime now{};      // by the Pushgateway's clock, in whole seconds, rounded down
};

// Every request that this program sends to a Pushgateway, with the meaning of its reply. A `path`
// is a group's, from grouping_key.hpp. Use from one thread.
class PushgatewayClient {
 public:
  // `client` was made from config.http. `settings` are named in errors. `clock` must outlive this
  // object.
  PushgatewayClient(const config::PushgatewayConfig& config, SettingNames settings,
                    std::unique_ptr<net::HttpClient> client, const base::Clock& clock);

  // PUT: replaces the whole group by `body`, a text exposition, compressed where `gzip`. A
  // `purpose` of kProbe tells that the body is none (probe.hpp).
  [[nodiscard]] Answer ReplaceGroup(const std::string& path, Request purpose, std::string_view body,
                                    bool gzip, std::chrono::milliseconds timeout,
                                    std::stop_token stop);

  // DELETE: removes the group. That there is no such group is a success too.
  [[nodiscard]] Answer DeleteGroup(const std::string& path, std::chrono::milliseconds timeout,
                                   std::stop_token stop);

  // The groups of `job`, within the configured timeout. The reply is read as it comes: what is kept
  // of it is bounded by kMaxGroupsBytes, and one of more than 256 MB is an error.
  [[nodiscard]] GroupsReading ReadGroups(const std::string& job, std::stop_token stop);

  // Asks whether a Pushgateway is there, and changes nothing. At first quietly, by a GET of `path`
  // and by the Pushgateway's status. Where neither tells, as behind a proxy that lets nothing
  // through but pushes, by a small probe (probe.hpp).
  [[nodiscard]] Identification Identify(const std::string& path, std::chrono::milliseconds timeout,
                                        std::stop_token stop);

  // Whether the status page of a Pushgateway (1.0 or later) is there.
  [[nodiscard]] bool TellsItsStatus(std::chrono::milliseconds timeout, std::stop_token stop);

  // The URL of a path, fit for a person's eyes.
  [[nodiscard]] std::string ShownUrl(const std::string& path) const;

  [[nodiscard]] std::chrono::milliseconds timeout() const { return timeout_; }
  [[nodiscard]] const base::Clock& clock() const { return clock_; }

 private:
  [[nodiscard]] Answer Send(Request purpose, net::HttpRequest request, std::stop_token stop);

  std::string url_;
  SettingNames settings_;
  std::chrono::milliseconds timeout_;
  std::unique_ptr<net::HttpClient> client_;
  const base::Clock& clock_;
};

}  // namespace agent::publish
