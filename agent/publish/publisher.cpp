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

}  // namespace agent::publish
