#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::publish {

// Why a request to a destination failed, or kOk.
enum class Reason {
  kOk,
  kConnect,
  kDns,
  kTimeout,
  kTls,
  kUnauthorized,    // 401, 403, or our own credentials file cannot be read
  kRejected,        // 400, and every other reply that would be the same again
  kRateLimited,     // 429
  kServerError,     // 5xx
  kTooLarge,        // 413, or too large for us
  kNotPushgateway,  // a success that does not look like a Pushgateway's
  kCancelled,       // by our own shutdown; not counted
};

// The reason's name in logs and in the label `reason` of odin_agent_push_failures_total:
// "server_error".
[[nodiscard]] std::string_view NameOf(Reason reason);

// The names of all reasons for which a push can fail, in a fixed order.
[[nodiscard]] std::vector<std::string> AllReasonNames();

// How a request to a destination ended.
struct Outcome {
  Reason reason = Reason::kOk;
  // For a person: URL, what happened, what to do, and a quote of the reply. A success may have a
  // caveat here.
  std::string detail = {};
  // Tells this failure apart from others of the same reason. It stays the same from try to try
  // while the remedy is the same, even when times and numbers in `detail` change.
  std::string cause = {};
  int http_status = 0;         // 0 without a reply
  std::string news = {};       // for the log, when gzip is given up or used again
  bool nothing_sent = false;   // a secret or TLS file of ours cannot be used
  std::size_t bytes_sent = 0;  // of the body, after compression
  std::optional<std::chrono::seconds> retry_after = {};
  // The agent's clock minus the server's Date header. Positive when ours is ahead. Up to one second
  // is rounding, because the header has whole seconds.
  std::optional<std::chrono::duration<double>> clock_skew = {};

  [[nodiscard]] bool ok() const { return reason == Reason::kOk; }
};

// The text by which logs and the board tell failures apart: "connect: connection refused". Empty
// for a success.
[[nodiscard]] std::string CauseOf(const Outcome& outcome);

// Whether the destination may hold what was pushed: the push was accepted, or sent without a reply.
[[nodiscard]] bool MayHaveArrived(const Outcome& push);

}  // namespace agent::publish
