#include "agent/prune/gateway.hpp"

#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/net/foreign_reply.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::prune {
namespace {

constexpr std::size_t kMaxReplyBytes = 256 << 20;
constexpr std::size_t kMaxQuotedBytes = 200;  // of a server's own words

std::string Meaning(const net::HttpReply& reply, bool has_credentials) {
  switch (reply.status) {
    case 401:
    case 403:
      return has_credentials ? "does not accept our credentials" : "wants credentials";
    case 404:
    case 405:
      return "no Pushgateway at this URL: is a path prefix missing in it?";
    default:
      if (reply.status >= 300 && reply.status < 400) return "redirects, which is not followed";
      return reply.status >= 500 ? "fails on its own side" : "is no reply of a Pushgateway";
  }
}

}  // namespace

Gateway::Gateway(const config::PushgatewayConfig& config, std::unique_ptr<net::HttpClient> client)
    : url_(config.http.url),
      has_credentials_(config.http.basic_auth || config.http.authorization),
      timeout_(config.timeout),
      client_(std::move(client)) {}

Reading Gateway::Read(std::stop_token stop) {
  net::HttpRequest request;
  request.url = url_ + "/api/v1/metrics";
  request.timeout = timeout_;
  request.max_reply_bytes = kMaxReplyBytes;
  const net::HttpReply reply = client_->Send(request, std::move(stop));

  Reading reading;
  reading.error = Judge(request.url, reply);
  if (!reading.error.empty()) return reading;
  ParsedGroups parsed = ParseGroups(reply.body);
  if (!parsed.error.empty()) {
    reading.error = base::RedactUrl(request.url) + ": the reply " + parsed.error +
                    ": is this a Pushgateway of version 1.0 or later?";
  } else if (!reply.date) {
    reading.error = base::RedactUrl(request.url) +
                    ": the reply has no Date, so that nobody can tell how old its groups are: does "
                    "a proxy take it away?";
  } else {
    reading.now = *reply.date;
    reading.groups = std::move(parsed.groups);
  }
  return reading;
}

std::string Gateway::Delete(const Group& group, std::stop_token stop) {
  net::HttpRequest request;
  request.method = "DELETE";
  request.url = url_ + publish::GroupPath(group.labels);
  request.timeout = timeout_;
  return Judge(request.url, client_->Send(request, std::move(stop)));
}

std::string Gateway::Judge(const std::string& url, const net::HttpReply& reply) const {
  if (reply.error == net::TransportError::kTooLarge) {
    return base::RedactUrl(url) + ": more than " + std::to_string(kMaxReplyBytes >> 20) +
           " MB of metrics: too many for this program; use several Pushgateways";
  }
  if (reply.error != net::TransportError::kNone) return reply.detail;
  if (reply.status >= 200 && reply.status < 300) return "";
  std::string error = base::RedactUrl(url) + ": HTTP " + std::to_string(reply.status) + ": " +
                      Meaning(reply, has_credentials_) + net::OrTheProxy(reply.proxy);
  const std::string words = base::OneLine(reply.body, kMaxQuotedBytes);
  if (!words.empty()) error += ": it says: " + words;
  return error;
}

Gateway MakeGateway(const config::PushgatewayConfig& config) {
  return {config, net::MakeHttpClient(config.http)};
}

}  // namespace agent::prune
