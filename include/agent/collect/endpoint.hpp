#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/base/name_pattern.hpp"
#include "agent/collect/collector.hpp"
#include "agent/config/config.hpp"
#include "agent/exposition/reader.hpp"
#include "agent/net/http_client.hpp"

namespace agent::collect {

// Reads O.D.I.N.'s own GET /api/metrics: values as O.D.I.N. says them, under the types and help
// texts of metrics::FamilyDefinition where the family has one, else those that O.D.I.N. says.
// Families of O.D.I.N. pass (`odin_*`), and those that `families` asks for; an odin-agent's never
// do, for ours have the same names. Lines that cannot be read are left out and remarked upon, each
// once, and so are samples with a timestamp of more than 90 s ago: without it, they would look
// fresh.
//
// Error reasons: connect, dns, timeout, tls, unauthorized (401, or our own secret cannot be read),
// forbidden (403), rate_limited (429), server_error (5xx), rejected (any other status), too_large,
// malformed (more than one line in five cannot be read, or the compression is damaged), not_odin
// (a reply that O.D.I.N. does not give), stale (all that there is is old by its own timestamp), io
// (libcurl failed us), cancelled.
class EndpointCollector final : public Collector {
 public:
  // `client` was made from config.http. `reserved_labels` are those that a series gets later; see
  // exposition::ReadOptions. Throws std::invalid_argument for a pattern of config.families that is
  // none, which the loader does not let through.
  EndpointCollector(const config::EndpointSource& config, std::chrono::milliseconds timeout,
                    std::vector<std::string> reserved_labels,
                    std::unique_ptr<net::HttpClient> client);

  [[nodiscard]] CollectResult Collect(std::stop_token stop) override;

 private:
  [[nodiscard]] CollectResult Fetch(std::stop_token stop);
  [[nodiscard]] CollectResult Read(const net::HttpReply& reply);
  // Why the reading is not of O.D.I.N.'s metrics, or nothing.
  [[nodiscard]] std::optional<CollectError> Judge(const exposition::Reading& reading,
                                                  std::string_view body) const;
  [[nodiscard]] std::vector<std::string> Remark(const std::vector<exposition::LineFault>& faults);

  std::string url_;
  std::string shown_url_;  // without secrets
  std::string credentials_keys_;
  std::chrono::milliseconds timeout_;
  std::vector<base::NamePattern> families_;
  std::vector<std::string> reserved_labels_;
  std::unique_ptr<net::HttpClient> client_;
  // What was remarked upon since a reply last was without faults: what tells a fault from others
  // (its number and value change from reply to reply), and the remark.
  std::vector<std::pair<std::string, std::string>> remarks_;
};

}  // namespace agent::collect
