#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agent::publish {

// Why a request to a destination failed, or that it did not.
enum class Reason {
  kOk,
  kConnect,
  kDns,
  kTimeout,
  kTls,
  kUnauthorized,    // 401, 403, or our own credentials file cannot be read
  kRejected,        // 400 and every other reply that a repetition will not mend
  kRateLimited,     // 429
  kServerError,     // 5xx
  kTooLarge,        // 413, or too large for us
  kNotPushgateway,  // a success in a way that no Pushgateway answers
  kCancelled,       // by our own shutdown: counts as nothing
};

// Its name in logs and in the label reason of odin_agent_push_failures_total: "server_error".
[[nodiscard]] std::string_view NameOf(Reason reason);

// The names of every reason that a push can fail for, in a fixed order.
[[nodiscard]] std::vector<std::string> AllReasonNames();

// How a request to a destination ended.
struct Outcome {
  Reason reason = Reason::kOk;
  // For a person: URL, what happened, what to do, the reply's own words. A success may have a
  // reservation here.
  std::string detail = {};
  // What tells this failure from others of the same reason. It stays the same from try to try for
  // as long as the same is to be done about it, whatever times and numbers `detail` holds.
  std::string cause = {};
  int http_status = 0;         // 0 where no reply came
  std::string news = {};       // for the log, where a push succeeds in another way than before
  bool nothing_sent = false;   // a secret or TLS file of ours cannot be used
  std::size_t bytes_sent = 0;  // of the body, as sent
  std::optional<std::chrono::seconds> retry_after = {};
  // The agent's clock minus the server's Date header; positive when ours is ahead. The header has
  // whole seconds, so up to one second of it is rounding.
  std::optional<std::chrono::duration<double>> clock_skew = {};

  [[nodiscard]] bool ok() const { return reason == Reason::kOk; }
};

// What tells one failure from another in a log: "connect: connection refused". Empty for a success.
[[nodiscard]] std::string CauseOf(const Outcome& outcome);

// Whether the destination may hold what was pushed: it was accepted, or sent and never answered.
[[nodiscard]] bool MayHaveArrived(const Outcome& push);

}  // namespace agent::publish
