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

// Publishes to one group {job, site} of one Pushgateway. The group holds the metrics of one site.
//
// Many other servers answer every request with an empty 200. So a push counts as accepted only when
// the server is known to be a Pushgateway. That is tested (PushgatewayClient::Identify) after the
// first success, after the first success that follows a failure, and every six hours. The test may
// take one more timeout. When it gives no answer, the push counts as failed, unless an earlier test
// has found a Pushgateway.
class PushgatewayGroup final : public Publisher {
 public:
  // `client` was made from config.http; `clock` must outlive this object.
  PushgatewayGroup(const config::PushgatewayConfig& config, const std::string& site,
                   std::unique_ptr<net::HttpClient> client, const base::Clock& clock);

  // Replaces the whole group by the snapshot's text, so series that no longer exist disappear. With
  // compression `auto`, a push that is refused with gzip is tried once more without it, within the
  // same timeout.
  [[nodiscard]] Outcome Publish(const status::Snapshot& snapshot, std::stop_token stop) override;

  // Tests whether a push of the exposition `text` would be accepted, with the same method, path,
  // credentials, encoding and size. Changes nothing. A success may have a caveat in `detail`.
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
  bool is_known_ = false;   // a test has found a Pushgateway
  bool ask_first_ = false;  // test before the push, because the test after the last one gave no
                            // answer
  base::SteadyTime ask_again_{};
};

}  // namespace agent::publish
