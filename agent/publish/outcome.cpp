#include "agent/publish/publisher.hpp"

namespace agent::publish {

std::string_view ReasonName(PushResult result) {
  switch (result) {
    case PushResult::kOk:
      return "ok";
    case PushResult::kConnect:
      return "connect";
    case PushResult::kDns:
      return "dns";
    case PushResult::kTimeout:
      return "timeout";
    case PushResult::kTls:
      return "tls";
    case PushResult::kUnauthorized:
      return "unauthorized";
    case PushResult::kRejected:
      return "rejected";
    case PushResult::kRateLimited:
      return "rate_limited";
    case PushResult::kServerError:
      return "server_error";
    case PushResult::kTooLarge:
      return "too_large";
    case PushResult::kNotPushgateway:
      return "not_pushgateway";
    case PushResult::kCancelled:
      return "cancelled";
  }
  return "unknown";
}

std::vector<std::string> AllReasonNames() {
  std::vector<std::string> names;
  for (const PushResult result :
       {PushResult::kConnect, PushResult::kDns, PushResult::kTimeout, PushResult::kTls,
        PushResult::kUnauthorized, PushResult::kRejected, PushResult::kRateLimited,
        PushResult::kServerError, PushResult::kTooLarge, PushResult::kNotPushgateway}) {
    names.emplace_back(ReasonName(result));
  }
  return names;
}

bool MayHaveArrived(const PushOutcome& push) {
  constexpr int kGatewayTimeout = 504;
  if (push.result == PushResult::kOk) return true;
  if (push.bytes_sent == 0) return false;
  const bool is_unanswered = push.http_status == 0 || push.http_status == kGatewayTimeout;
  const bool is_success = push.http_status >= 200 && push.http_status < 300;
  return is_unanswered || is_success;
}

}  // namespace agent::publish
