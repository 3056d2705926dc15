#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/net/http_client.hpp"
#include "agent/publish/gzip_choice.hpp"
#include "agent/publish/judge_reply.hpp"
#include "agent/publish/publisher.hpp"

namespace agent::publish {

// Pushes to the group {job, site} of one Pushgateway. Publish sends PUT (the whole group is
// replaced, so a series that is gone is gone), Retire sends DELETE, Probe sends PUT of what no
// Pushgateway takes (probe.hpp). With compression `auto`, what refuses gzip is tried once more
// without, within the same timeout (gzip_choice.hpp).
//
// A success counts only where a Pushgateway is known to be there, since many another server answers
// any request with an empty 200: after the first success, the first one after a failure, and every
// six hours, it is asked for (probe.hpp), within one more timeout. At first quietly, at
// the group's own path and by the Pushgateway's status; where neither tells, as behind a proxy that
// lets nothing through but pushes, by a small probe. Where that does not tell either, the push
// counts as failed unless a Pushgateway has been there before.
//
// `client` was made from config.http; `clock` must outlive this object.
class Pushgateway final : public Publisher {
 public:
  Pushgateway(const config::PushgatewayConfig& config, const std::string& site,
              std::unique_ptr<net::HttpClient> client, const base::Clock& clock);

  [[nodiscard]] PushOutcome Publish(const exposition::Rendered& exposition,
                                    std::stop_token stop) override;
  [[nodiscard]] PushOutcome Probe(const exposition::Rendered& exposition,
                                  std::stop_token stop) override;
  [[nodiscard]] PushOutcome Retire(std::chrono::milliseconds timeout,
                                   std::stop_token stop) override;

 private:
  // What is known of who answers.
  enum class Presence { kThere, kNotThere, kUntold };
  struct Recognition {
    Presence presence;
    PushOutcome outcome;  // of the request that told it, or did not
  };

  [[nodiscard]] PushOutcome ReplaceGroup(const exposition::Rendered& exposition,
                                         std::stop_token stop);
  [[nodiscard]] Recognition Recognise(std::chrono::milliseconds timeout, std::stop_token stop);
  [[nodiscard]] PushOutcome Confirm(PushOutcome accepted, std::optional<Recognition> asked,
                                    std::stop_token stop);
  [[nodiscard]] bool TellsItsStatus(std::chrono::milliseconds timeout, std::stop_token stop);
  [[nodiscard]] net::HttpReply Ask(const std::string& url, std::chrono::milliseconds timeout,
                                   std::stop_token stop);
  [[nodiscard]] net::HttpReply Put(std::string_view body, bool gzip,
                                   std::chrono::milliseconds timeout, std::stop_token stop);
  [[nodiscard]] Recognition AskForIt(std::chrono::milliseconds timeout, std::stop_token stop);
  [[nodiscard]] PushOutcome Judge(Request request, const net::HttpReply& reply) const;

  std::string status_url_;
  std::string group_url_;
  SettingNames settings_;
  std::chrono::milliseconds timeout_;
  config::Compression compression_;
  GzipChoice gzip_;
  bool is_known_ = false;   // a Pushgateway has been there
  bool ask_first_ = false;  // before the push: right after one the answer did not tell
  base::SteadyTime ask_again_{};
  std::unique_ptr<net::HttpClient> client_;
  const base::Clock& clock_;
};

}  // namespace agent::publish
