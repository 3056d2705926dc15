#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/group_list.hpp"
#include "agent/publish/judge_reply.hpp"

namespace agent::prune {

// What the Pushgateway had, and when.
struct Reading {
  std::vector<Group> groups;  // of one job
  std::size_t left_out = 0;   // groups of it that are not among them; see ParsedGroups
  base::WallTime now{};       // by the Pushgateway's clock, in whole seconds, rounded down
  std::string error;          // empty, or why there is no reading: URL, what happened, what to do
};

// The groups of a Pushgateway, to be read and deleted. Use from one thread.
class Gateway {
 public:
  // `client` was made from config.http; config.timeout is for each request.
  Gateway(const config::PushgatewayConfig& config, std::unique_ptr<net::HttpClient> client);

  // The groups of `job`. The reply is read as it comes: what of it is kept is bounded, see
  // kMaxGroupsBytes, and one of more than 256 MB is an error.
  [[nodiscard]] Reading Read(const std::string& job, std::stop_token stop);

  // Empty, or why the group was not deleted. The group must have exact labels.
  [[nodiscard]] std::string Delete(const Group& group, std::stop_token stop);

 private:
  [[nodiscard]] std::string Judge(publish::Request request, const std::string& url,
                                  const net::HttpReply& reply) const;

  std::string url_;
  publish::SettingNames settings_;
  std::chrono::milliseconds timeout_;
  std::unique_ptr<net::HttpClient> client_;
};

// One over libcurl. Throws std::runtime_error when that cannot be set up.
[[nodiscard]] Gateway MakeGateway(const config::PushgatewayConfig& config);

}  // namespace agent::prune
