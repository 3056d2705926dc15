#include "agent/publish/outcome.hpp"

namespace agent::publish {
namespace {

struct ReasonName {
  Reason reason;
  std::string_view name;
  bool is_failure = true;
};

constexpr ReasonName kNames[] = {
    {Reason::kOk, "ok", false},
    {Reason::kConnect, "connect"},
    {Reason::kDns, "dns"},
    {Reason::kTimeout, "timeout"},
    {Reason::kTls, "tls"},
    {Reason::kUnauthorized, "unauthorized"},
    {Reason::kRejected, "rejected"},
    {Reason::kRateLimited, "rate_limited"},
    {Reason::kServerError, "server_error"},
    {Reason::kTooLarge, "too_large"},
    {Reason::kNotPushgateway, "not_pushgateway"},
    {Reason::kCancelled, "cancelled", false},
};

}  // namespace

std::string_view NameOf(Reason reason) {
  for (const ReasonName& each : kNames) {
    if (each.reason == reason) return each.name;
  }
  return "unknown";
}

std::vector<std::string> AllReasonNames() {
  std::vector<std::string> names;
  for (const ReasonName& each : kNames) {
    if (each.is_failure) names.emplace_back(each.name);
  }
  return names;
}

std::string CauseOf(const Outcome& outcome) {
  if (outcome.ok()) return "";
  const std::string& cause = outcome.cause.empty() ? outcome.detail : outcome.cause;
  return std::string(NameOf(outcome.reason)) + ": " + cause;
}

bool MayHaveArrived(const Outcome& push) {
  constexpr int kGatewayTimeout = 504;
  if (push.ok()) return true;
  if (push.bytes_sent == 0) return false;
  const bool is_unanswered = push.http_status == 0 || push.http_status == kGatewayTimeout;
  const bool is_success = push.http_status >= 200 && push.http_status < 300;
  return is_unanswered || is_success;
}

}  // namespace agent::publish
