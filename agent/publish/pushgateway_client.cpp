#include "agent/publish/pushgateway_client.hpp"

#include <algorithm>
#include <utility>

#include "agent/base/url.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/publish/probe.hpp"

namespace agent::publish {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kGroupsPath = "/api/v1/metrics";
constexpr std::string_view kStatusPath = "/api/v1/status";
constexpr std::size_t kMaxGroupsReplyBytes = 256 << 20;

bool IsSuccess(const net::HttpReply& reply) {
  return reply.error == net::TransportError::kNone && reply.status >= 200 && reply.status < 300;
}

Outcome Failure(Reason reason, const std::string& url, const std::string& what) {
  return {.reason = reason, .detail = base::RedactUrl(url) + ": " + what, .cause = what};
}

}  // namespace

PushgatewayClient::PushgatewayClient(const config::PushgatewayConfig& config, SettingNames settings,
                                     std::unique_ptr<net::HttpClient> client,
                                     const base::Clock& clock)
    : url_(config.http.url),
      settings_(std::move(settings)),
      timeout_(config.timeout),
      client_(std::move(client)),
      clock_(clock) {}

Answer PushgatewayClient::ReplaceGroup(const std::string& path, Request purpose,
                                       std::string_view body, bool gzip, milliseconds timeout,
                                       std::stop_token stop) {
  net::HttpRequest request;
  request.method = "PUT";
  request.url = url_ + path;
  request.headers.emplace_back("Content-Type", exposition::kTextContentType);
  if (gzip) request.headers.emplace_back("Content-Encoding", "gzip");
  request.body = body;
  request.timeout = timeout;
  return Send(purpose, request, std::move(stop));
}

Answer PushgatewayClient::DeleteGroup(const std::string& path, milliseconds timeout,
                                      std::stop_token stop) {
  net::HttpRequest request;
  request.method = "DELETE";
  request.url = url_ + path;
  request.timeout = timeout;
  return Send(Request::kDelete, request, std::move(stop));
}

GroupsReading PushgatewayClient::ReadGroups(const std::string& job, std::stop_token stop) {
  GroupListReader reader(job);
  bool is_readable = true;
  net::HttpRequest request;
  request.url = url_ + std::string(kGroupsPath);
  request.timeout = timeout_;
  request.max_reply_bytes = kMaxGroupsReplyBytes;
  request.on_body = [&](std::string_view piece) {
    is_readable = reader.Take(piece);
    return is_readable;
  };
  const std::string url = request.url;
  net::HttpReply reply = client_->Send(request, std::move(stop));
  if (!is_readable) reply.error = net::TransportError::kNone;  // ended by us: its head is whole

  GroupsReading reading;
  if (reply.error == net::TransportError::kTooLarge) {
    reading.outcome = Failure(Reason::kTooLarge, url,
                              "more than " + std::to_string(kMaxGroupsReplyBytes >> 20) +
                                  " MB of metrics: too many for this program; use several "
                                  "Pushgateways");
    return reading;
  }
  reading.outcome = JudgeReply(Request::kRead, url, settings_, reply, clock_.Now());
  if (!reading.outcome.ok()) return reading;
  GroupList list = reader.End();
  if (!list.error.empty()) {
    reading.outcome =
        Failure(Reason::kNotPushgateway, url,
                "the reply " + list.error + ": is this a Pushgateway of version 1.0 or later?");
  } else if (!reply.date) {
    reading.outcome = Failure(Reason::kRejected, url,
                              "the reply has no Date, so that nobody can tell how old its groups "
                              "are: does a proxy take it away?");
  } else {
    reading.now = *reply.date;
    reading.groups = std::move(list.groups);
    reading.left_out = list.left_out;
  }
  return reading;
}

Identification PushgatewayClient::Identify(const std::string& path, milliseconds timeout,
                                           std::stop_token stop) {
  const base::SteadyTime deadline = clock_.SteadyNow() + timeout;
  const auto left = [&] {
    const auto time = std::chrono::floor<milliseconds>(deadline - clock_.SteadyNow());
    return std::max(time, milliseconds(1));
  };
  net::HttpRequest request;
  request.url = url_ + path;
  request.timeout = left();
  Answer quiet = Send(Request::kRead, request, stop);
  if (quiet.reply.error == net::TransportError::kTimeout ||
      quiet.reply.error == net::TransportError::kCancelled) {
    return {Identity::kUnknown, std::move(quiet.outcome)};
  }
  if (TakesGroups(quiet.reply) || HasStatusPage(left(), stop)) return {Identity::kPushgateway};
  Answer probe = ReplaceGroup(path, Request::kProbe, ProbeLine(), false, left(), std::move(stop));
  if (RefusesBody(probe.reply)) return {Identity::kPushgateway};
  const bool takes_anything = IsSuccess(probe.reply);
  return {takes_anything ? Identity::kSomethingElse : Identity::kUnknown, std::move(probe.outcome)};
}

bool PushgatewayClient::HasStatusPage(milliseconds timeout, std::stop_token stop) {
  net::HttpRequest request;
  request.url = url_ + std::string(kStatusPath);
  request.timeout = timeout;
  const net::HttpReply reply = client_->Send(request, std::move(stop));
  // Every version since 1.0 has this key in its status.
  return reply.error == net::TransportError::kNone && reply.status == 200 &&
         reply.body.find("\"build_information\"") != std::string::npos;
}

std::string PushgatewayClient::ShownUrl(const std::string& path) const {
  return base::RedactUrl(url_ + path);
}

Answer PushgatewayClient::Send(Request purpose, const net::HttpRequest& request,
                               std::stop_token stop) {
  net::HttpReply reply = client_->Send(request, std::move(stop));
  Outcome outcome = JudgeReply(purpose, request.url, settings_, reply, clock_.Now());
  return {std::move(outcome), std::move(reply)};
}

}  // namespace agent::publish
