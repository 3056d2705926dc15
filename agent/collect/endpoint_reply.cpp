#include "agent/collect/endpoint_reply.hpp"

#include <string_view>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/net/foreign_reply.hpp"

namespace agent::collect {
namespace {

constexpr std::size_t kMaxQuotedBytes = 200;  // of a server's own words

std::string_view ReasonOf(net::TransportError error) {
  switch (error) {
    case net::TransportError::kNone:
      break;
    case net::TransportError::kDns:
      return "dns";
    case net::TransportError::kConnect:
      return "connect";
    case net::TransportError::kTimeout:
      return "timeout";
    case net::TransportError::kTls:
    case net::TransportError::kTlsFile:
      return "tls";
    case net::TransportError::kTooLarge:
      return "too_large";
    case net::TransportError::kEncoding:
      return "malformed";
    case net::TransportError::kCredentials:
      return "unauthorized";
    case net::TransportError::kCancelled:
      return "cancelled";
  }
  return "connect";
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
         (is_absolute ? base::RedactUrl(location) : base::OneLine(location, kMaxQuotedBytes)) +
         ", which is another server or one redirect too many and is not followed: set url to where "
         "O.D.I.N. is now";
}

CollectError ExplainStatus(const net::HttpReply& reply, const std::string& credentials) {
  const int status = reply.status;
  if (status >= 300 && status < 400) return {"rejected", RedirectHint(reply.location)};
  if (status >= 500) return {"server_error", "O.D.I.N., or a proxy before it, fails: see its log"};
  switch (status) {
    case 401:
      return {"unauthorized",
              credentials.empty()
                  ? "wants to know who asks: make an API token of the scope read in O.D.I.N. and "
                    "set api_key_file"
                  : "does not accept what we show: check " + credentials +
                        "; the token may be wrong, expired or revoked"};
    case 403:
      return {"forbidden",
              "knows us but does not let us read: the user of the token needs the role viewer, and "
              "the token the scope read"};
    case 404:
    case 405:
      return {"not_odin",
              "nothing there: O.D.I.N.'s metrics are at /api/metrics; is url right, and is this "
              "O.D.I.N.?"};
    case 407:
      return {"connect",
              "the proxy does not let us through: check the user and password in proxy_url"};
    case 429:
      return {"rate_limited", "has too many requests: collect less often (collect.interval)"};
    default:
      return {"rejected", "a reply that O.D.I.N. does not give: check url"};
  }
}

// The media type alone, in lower case.
std::string MediaType(const std::string& content_type) {
  return base::ToLowerAscii(base::Trim(content_type.substr(0, content_type.find(';'))));
}

// O.D.I.N. says text/plain; what says nothing may still be it.
std::string_view ExplainType(const std::string& type) {
  if (type.empty() || type == "text/plain" || type == "application/openmetrics-text") return "";
  if (type == "text/html" || type == "application/xhtml+xml") {
    return "an HTML page, not metrics: a login form, or O.D.I.N.'s own pages; its metrics are at "
           "/api/metrics";
  }
  if (type == "application/json" || type.ends_with("+json")) {
    return "JSON, not metrics: another part of O.D.I.N., or another program; its metrics are at "
           "/api/metrics";
  }
  return "not metrics: O.D.I.N.'s are at /api/metrics";
}

}  // namespace

std::optional<CollectError> JudgeReply(const std::string& url, const std::string& credentials,
                                       const net::HttpReply& reply) {
  if (reply.error != net::TransportError::kNone) {
    return CollectError{std::string(ReasonOf(reply.error)),
                        reply.detail + std::string(TransportHint(reply.error))};
  }
  if (reply.status < 200 || reply.status >= 300) {
    CollectError error = ExplainStatus(reply, credentials);
    error.detail = url + ": HTTP " + std::to_string(reply.status) + ": " + error.detail +
                   net::OrTheProxy(reply.proxy);
    const std::string words = base::OneLine(reply.body, kMaxQuotedBytes);
    if (!words.empty()) error.detail += ": it says: " + words;
    return error;
  }
  const std::string type = MediaType(reply.content_type);
  const std::string_view fault = ExplainType(type);
  if (fault.empty()) return std::nullopt;
  return CollectError{"not_odin", url + ": answers with " + base::OneLine(type, kMaxQuotedBytes) +
                                      ", " + std::string(fault)};
}

}  // namespace agent::collect
