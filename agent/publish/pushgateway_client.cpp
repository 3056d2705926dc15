#include "agent/publish/pushgateway_client.hpp"

#include <utility>

#include "agent/base/url.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::prune {
namespace {

constexpr std::size_t kMaxReplyBytes = 256 << 20;

// As prune's options are called, for it has no configuration.
publish::SettingNames NamesOf(const config::HttpClientConfig& http) {
  publish::SettingNames names{.url = "--url",
                              .credentials = "--basic-auth-username or --bearer-token-file"};
  if (http.basic_auth) {
    names.credentials_in_use = "--basic-auth-username and --basic-auth-password-file";
  }
  if (http.authorization) names.credentials_in_use = "--bearer-token-file";
  return names;
}

}  // namespace

Gateway::Gateway(const config::PushgatewayConfig& config, std::unique_ptr<net::HttpClient> client)
    : url_(config.http.url),
      settings_(NamesOf(config.http)),
      timeout_(config.timeout),
      client_(std::move(client)) {}

Reading Gateway::Read(const std::string& job, std::stop_token stop) {
  GroupsReader reader(job);
  bool is_readable = true;
  net::HttpRequest request;
  request.url = url_ + "/api/v1/metrics";
  request.timeout = timeout_;
  request.max_reply_bytes = kMaxReplyBytes;
  request.on_body = [&](std::string_view piece) {
    is_readable = reader.Take(piece);
    return is_readable;
  };
  net::HttpReply reply = client_->Send(request, std::move(stop));
  if (!is_readable) reply.error = net::TransportError::kNone;  // ended by us: its head is whole

  Reading reading;
  reading.error = Judge(publish::Request::kRead, request.url, reply);
  if (!reading.error.empty()) return reading;
  ParsedGroups parsed = reader.End();
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
    reading.left_out = parsed.left_out;
  }
  return reading;
}

std::string Gateway::Delete(const Group& group, std::stop_token stop) {
  net::HttpRequest request;
  request.method = "DELETE";
  request.url = url_ + publish::GroupPath(group.labels);
  request.timeout = timeout_;
  return Judge(publish::Request::kDelete, request.url, client_->Send(request, std::move(stop)));
}

std::string Gateway::Judge(publish::Request request, const std::string& url,
                           const net::HttpReply& reply) const {
  if (reply.error == net::TransportError::kTooLarge) {
    return base::RedactUrl(url) + ": more than " + std::to_string(kMaxReplyBytes >> 20) +
           " MB of metrics: too many for this program; use several Pushgateways";
  }
  return publish::JudgeReply(request, url, settings_, reply, base::SystemClock().Now()).detail;
}

Gateway MakeGateway(const config::PushgatewayConfig& config) {
  return {config, net::MakeHttpClient(config.http)};
}

}  // namespace agent::prune
