#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
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

// Reads O.D.I.N.'s own GET /api/metrics. Values are O.D.I.N.'s. Types and help texts are those of
// metrics::FamilyDefinition if the family has one, otherwise O.D.I.N.'s. Fails for one of
// EndpointReasons().
//
// O.D.I.N.'s families (`odin_*`) are kept, and those that match `families`. Families of an
// odin-agent (`odin_agent_*`) are dropped, because ours have the same names. A line that cannot be
// read is left out, with a warning. So is a sample with a timestamp older than 90 s: pushed without
// its timestamp it would look fresh.
class EndpointCollector final : public Collector {
 public:
  // `client` was made from config.http. `reserved_labels` are the labels that a series gets later;
  // see exposition::ReadOptions. Throws std::invalid_argument for a bad pattern in config.families,
  // which the loader refuses.
  EndpointCollector(const config::EndpointSource& config, std::chrono::milliseconds timeout,
                    std::vector<std::string> reserved_labels,
                    std::unique_ptr<net::HttpClient> client);

  [[nodiscard]] std::span<const CollectReason> Reasons() const override {
    return EndpointReasons();
  }
  [[nodiscard]] CollectResult Collect(std::stop_token stop) override;

 private:
  [[nodiscard]] CollectResult Fetch(std::stop_token stop);
  [[nodiscard]] CollectResult Read(const net::HttpReply& reply);
  // Why `reading` is not O.D.I.N.'s metrics, or nothing.
  [[nodiscard]] std::optional<CollectError> Judge(const exposition::Reading& reading,
                                                  std::string_view body) const;
  [[nodiscard]] std::vector<std::string> WarningsOf(
      const std::vector<exposition::LineFault>& faults);

  std::string url_;
  std::string shown_url_;  // without secrets
  std::string credentials_keys_;
  std::chrono::milliseconds timeout_;
  std::vector<base::NamePattern> families_;
  std::vector<std::string> reserved_labels_;
  std::unique_ptr<net::HttpClient> client_;
  // The warnings since the last reply without faults, as pairs of a key and the text. The key tells
  // faults apart, because a fault's line number and value change from reply to reply.
  std::vector<std::pair<std::string, std::string>> warnings_;
};

}  // namespace agent::collect
