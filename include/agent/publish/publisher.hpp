#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exposition/rendered.hpp"

namespace agent::publish {

enum class PushResult {
  kOk,
  kConnect,
  kDns,
  kTimeout,
  kTls,
  kUnauthorized,    // 401, 403, or our own credentials file cannot be read
  kRejected,        // 400 and every other reply that a repetition will not mend
  kRateLimited,     // 429
  kServerError,     // 5xx
  kTooLarge,        // 413
  kNotPushgateway,  // a success in a way that no Pushgateway answers
  kCancelled,       // by our own shutdown: counts as nothing
};

// The reason label of odin_agent_push_failures_total, e.g. "server_error".
[[nodiscard]] std::string_view ReasonName(PushResult result);

// Every reason that a failed push can have, in a fixed order.
[[nodiscard]] std::vector<std::string> AllReasonNames();

struct PushOutcome {
  PushResult result = PushResult::kOk;
  int http_status = 0;
  std::string detail;  // for a person: URL, what happened, what to do, the reply's own words
  // What tells this failure from others with the same result: stays the same from try to try for as
  // long as the same is to be done about it, whatever times and numbers `detail` holds.
  std::string cause = {};
  std::string news = {};       // for the log, where a push succeeds in another way than before
  bool nothing_sent = false;   // a secret or TLS file of ours cannot be used
  std::size_t bytes_sent = 0;  // of the body, as sent
  std::optional<std::chrono::seconds> retry_after = {};
  // The agent's clock minus the server's Date header; positive when ours is ahead. The header has
  // whole seconds, so up to one second of it is rounding.
  std::optional<std::chrono::duration<double>> clock_skew = {};
};

// Whether the destination may hold what was pushed: it was accepted, or sent and never answered.
[[nodiscard]] bool MayHaveArrived(const PushOutcome& push);

// A destination for expositions. Use from one thread.
class Publisher {
 public:
  virtual ~Publisher() = default;

  // Replaces what the destination holds of this site by `exposition`.
  [[nodiscard]] virtual PushOutcome Publish(const exposition::Rendered& exposition,
                                            std::stop_token stop) = 0;

  // Tries whether Publish would take `exposition` to its end: the same method, path, credentials,
  // encoding and size. Changes nothing at the destination. `detail` may hold a reservation also
  // where the result is kOk.
  [[nodiscard]] virtual PushOutcome Probe(const exposition::Rendered& exposition,
                                          std::stop_token stop) = 0;

  // Removes this site from the destination, within `timeout`.
  [[nodiscard]] virtual PushOutcome Retire(std::chrono::milliseconds timeout,
                                           std::stop_token stop) = 0;
};

}  // namespace agent::publish
