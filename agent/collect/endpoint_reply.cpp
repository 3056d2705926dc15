#include "agent/collect/endpoint_reply.hpp"

#include <string_view>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/collect/endpoint_body.hpp"
#include "agent/net/media_type.hpp"
#include "agent/net/status_text.hpp"

namespace agent::collect {
namespace {

CollectReason ReasonOf(net::TransportError error) {
  switch (error) {
    case net::TransportError::kNone:
      break;
    case net::TransportError::kDns:
      return CollectReason::kDns;
    case net::TransportError::kConnect:
      return CollectReason::kConnect;
    case net::TransportError::kTimeout:
      return CollectReason::kTimeout;
    case net::TransportError::kTls:
    case net::TransportError::kTlsFile:
      return CollectReason::kTls;
    case net::TransportError::kTooLarge:
      return CollectReason::kTooLarge;
    case net::TransportError::kEncoding:
      return CollectReason::kMalformed;
    case net::TransportError::kCredentials:
      return CollectReason::kUnauthorized;
    case net::TransportError::kCancelled:
      return CollectReason::kCancelled;
  }
  return CollectReason::kConnect;
}

std::string_view TransportHint(net::TransportError error) {
  switch (error) {
    case net::TransportError::kTimeout:
      return " (collect.timeout)";
    case net::TransportError::kTooLarge:
      return ": is this O.D.I.N.'s /api/metrics?";
    default:
      return "";
  }
}

std::string RedirectHint(const std::string& location) {
  if (location.empty()) return "redirects, but not to where";
  const bool is_absolute = base::ParseUrl(location).has_value();
  return "redirects to " +
         base::OneLine(is_absolute ? base::RedactUrl(location) : location, base::kShownBytes) +
         ", which is another server or one redirect too many and is not followed: set url to where "
         "O.D.I.N. is now";
}

std::string UnauthorizedHint(const std::string& credentials) {
  if (credentials.empty()) {
    return "wants to know who asks: make an API token of the scope read in O.D.I.N. and set "
           "api_key_file";
  }
  std::string hint = "does not accept what we show: check " + credentials +
                     "; the token may be wrong, expired or revoked";
  // O.D.I.N. with API_KEY in its environment looks at X-API-Key and its own cookie alone.
  if (credentials.find("api_key") == std::string::npos) {
    hint += "; an O.D.I.N. that has an API_KEY takes no login but that: set api_key_file";
  }
  return hint;
}

CollectError ExplainStatus(const std::string& url, const net::HttpReply& reply,
                           const std::string& credentials) {
  const int status = reply.status;
  if (status >= 300 && status < 400)
    return {CollectReason::kRejected, RedirectHint(reply.location)};
  if (status >= 500)
    return {CollectReason::kServerError, "O.D.I.N., or a proxy before it, fails: see its log"};
  switch (status) {
    case 401:
      return {CollectReason::kUnauthorized, UnauthorizedHint(credentials)};
    case 403:
      return {CollectReason::kForbidden,
              "knows us but does not let us read: the user of the token needs the role viewer, and "
              "the token the scope read"};
    case 404:
    case 405:
      return {CollectReason::kNotOdin, "nothing there: is this O.D.I.N.? " + WhereMetricsAre(url)};
    case 407:
      return {CollectReason::kConnect,
              "the proxy does not let us through: check the user and password in proxy_url"};
    case 429:
      return {CollectReason::kRateLimited,
              "has too many requests: collect less often (collect.interval)"};
    default:
      return {CollectReason::kRejected, "a reply that O.D.I.N. does not give: check url"};
  }
}

// O.D.I.N. says text/plain; what says nothing may still be it.
std::string ExplainType(const std::string& type) {
  if (type.empty() || type == "text/plain") return "";
  if (type == "application/openmetrics-text") return "not the text format 0.0.4 that was asked for";
  if (type == "text/html" || type == "application/xhtml+xml") return Explain({BodyKind::kHtml, ""});
  if (type == "application/json" || type.ends_with("+json")) return Explain({BodyKind::kJson, ""});
  return "not metrics";
}

}  // namespace

std::optional<CollectError> JudgeReply(const std::string& url, const std::string& credentials,
                                       const net::HttpReply& reply) {
  if (reply.error != net::TransportError::kNone) {
    return CollectError{ReasonOf(reply.error),
                        reply.detail + std::string(TransportHint(reply.error))};
  }
  if (reply.status < 200 || reply.status >= 300) {
    CollectError error = ExplainStatus(url, reply, credentials);
    error.cause = net::StatusCause(reply, error.detail);
    error.detail = net::StatusDetail(url, reply, error.detail);
    return error;
  }
  const std::string type = net::MediaType(reply.content_type);
  const std::string fault = ExplainType(type);
  if (fault.empty()) return std::nullopt;
  return CollectError{CollectReason::kNotOdin, url + ": answers with " +
                                                   base::OneLine(type, base::kShownBytes) + ", " +
                                                   fault + ": " + WhereMetricsAre(url)};
}

std::optional<CollectError> JudgeBody(const std::string& url, std::string_view body) {
  const DetectedBody found = DetectBody(body);
  const std::string fault = Explain(found);
  if (fault.empty()) return std::nullopt;
  if (found.kind == BodyKind::kCompressed) {
    return CollectError{CollectReason::kMalformed, url + ": the reply " + fault};
  }
  return CollectError{CollectReason::kNotOdin,
                      url + ": answers with " + fault + ": " + WhereMetricsAre(url)};
}

}  // namespace agent::collect
