#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/publisher.hpp"

namespace agent::publish {

// Pushes to the group {job, site} of one Pushgateway. Publish sends PUT (the whole group is
// replaced, so a series that is gone is gone), Retire sends DELETE, Probe asks for its status.
// Compression `auto` sends gzip; a server older than Pushgateway 1.5 answers that with 400 or 415,
// is then tried once without, within the same timeout, and, when that is accepted, remembered for
// the process's life. `client` was made from config.http; `clock` must outlive this object.
class Pushgateway final : public Publisher {
 public:
  Pushgateway(const config::PushgatewayConfig& config, const std::string& site,
              std::unique_ptr<net::HttpClient> client, const base::Clock& clock);

  [[nodiscard]] PushOutcome Publish(const exposition::Rendered& exposition,
                                    std::stop_token stop) override;
  [[nodiscard]] PushOutcome Probe(std::stop_token stop) override;
  [[nodiscard]] PushOutcome Retire(std::chrono::milliseconds timeout,
                                   std::stop_token stop) override;

 private:
  [[nodiscard]] PushOutcome ReplaceGroup(std::string_view body, bool gzip,
                                         std::chrono::milliseconds timeout, std::stop_token stop);
  [[nodiscard]] PushOutcome Judge(const std::string& url, const net::HttpReply& reply) const;

  std::string base_url_;
  std::string status_url_;
  std::string group_url_;
  std::string credentials_key_;  // the configuration's key that a 401 is about; empty: none is set
  std::chrono::milliseconds timeout_;
  config::Compression compression_;
  bool plain_only_ = false;  // learnt: this server cannot read gzip
  std::unique_ptr<net::HttpClient> client_;
  const base::Clock& clock_;
};

}  // namespace agent::publish
