#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/gzip_choice.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/publish/pushgateway_client.hpp"

namespace agent::publish {

// The group {job, site} of one Pushgateway: what a site's metrics are filed under there.
//
// A success counts only where a Pushgateway is known to be there, since many another server answers
// any request with an empty 200. So after the first success, after the first one that follows a
// failure, and every six hours, it is asked for, within one more timeout. Where that tells nothing,
// the push counts as failed, unless a Pushgateway has been there before.
class PushgatewayGroup final : public Publisher {
 public:
  // `client` was made from config.http; `clock` must outlive this object.
  PushgatewayGroup(const config::PushgatewayConfig& config, const std::string& site,
                   std::unique_ptr<net::HttpClient> client, const base::Clock& clock);

  // Replaces the whole group by the snapshot's text, so that a series that is gone is gone. With
  // compression `auto`, what refuses gzip is tried once more without, within the same timeout.
  [[nodiscard]] Outcome Publish(const status::Snapshot& snapshot, std::stop_token stop) override;

  // Tries whether Publish would take `text`, an exposition, to its end: the same method, path,
  // credentials, encoding and size. Changes nothing. `detail` may hold a reservation also where it
  // would.
  [[nodiscard]] Outcome Probe(const std::string& text, std::stop_token stop);

  // Removes the group, within `timeout`.
  [[nodiscard]] Outcome Delete(std::chrono::milliseconds timeout, std::stop_token stop);

  [[nodiscard]] const std::string& job() const { return job_; }
  [[nodiscard]] std::chrono::milliseconds timeout() const { return client_.timeout(); }

 private:
  [[nodiscard]] Outcome Replace(const exposition::Rendered& exposition, std::stop_token stop);
  [[nodiscard]] Outcome Confirm(Outcome accepted, std::optional<Identification> asked,
                                std::stop_token stop);
  [[nodiscard]] Outcome ExplainEmpty200(Outcome deletion, std::chrono::milliseconds timeout,
                                        std::stop_token stop);
  [[nodiscard]] Identification Identify(std::chrono::milliseconds timeout, std::stop_token stop);

  std::string job_;
  std::string path_;
  PushgatewayClient client_;
  config::Compression compression_;
  GzipChoice gzip_;
  bool is_known_ = false;   // a Pushgateway has been there
  bool ask_first_ = false;  // before the push: right after one the answer told nothing
  base::SteadyTime ask_again_{};
};

}  // namespace agent::publish
