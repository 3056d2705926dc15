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

// Reads O.D.I.N.'s own GET /api/metrics. Values are as O.D.I.N. says them; types and help texts are
// those of metrics::FamilyDefinition where the family has one, else O.D.I.N.'s. The families of
// O.D.I.N. pass (`odin_*`), and those that `families` asks for. An odin-agent's never do, for ours
// have the same names. A line that cannot be read is left out, with a warning. So is a sample with
// a timestamp of more than 90 s ago: without the timestamp it would look fresh. Fails for one of
// EndpointReasons().
class EndpointCollector final : public Collector {
 public:
  // `client` was made from config.http. `reserved_labels` are those that a series gets later; see
  // exposition::ReadOptions. Throws std::invalid_argument for a pattern of config.families that is
  // none, which the loader does not let through.
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
  // Why the reading is not of O.D.I.N.'s metrics, or nothing.
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
  // The warnings since a reply last was without faults. The first of each pair tells the fault from
  // others: its line's number and value change from reply to reply.
  std::vector<std::pair<std::string, std::string>> warnings_;
};

}  // namespace agent::collect
