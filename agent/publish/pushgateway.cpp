#include "agent/publish/pushgateway.hpp"

#include <optional>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/net/foreign_reply.hpp"
#include "agent/net/redirect.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::publish {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMaxQuotedBytes = 200;  // of a server's own words

// What a reply means, before its numbers are added.
struct Verdict {
  PushResult result;
  std::string detail;
};

std::string CredentialsKey(const config::HttpClientConfig& http) {
  if (http.basic_auth) return "basic_auth";
  if (http.authorization) return "authorization";
  return "";
}

PushResult ResultOf(net::TransportError error) {
  switch (error) {
    case net::TransportError::kNone:
      return PushResult::kOk;
    case net::TransportError::kDns:
      return PushResult::kDns;
    case net::TransportError::kConnect:
      return PushResult::kConnect;
    case net::TransportError::kTimeout:
      return PushResult::kTimeout;
    case net::TransportError::kTls:
    case net::TransportError::kTlsFile:
      return PushResult::kTls;
    case net::TransportError::kTooLarge:
    case net::TransportError::kEncoding:
      return PushResult::kServerError;
    case net::TransportError::kCredentials:
      return PushResult::kUnauthorized;
    case net::TransportError::kCancelled:
      return PushResult::kCancelled;
  }
  return PushResult::kConnect;
}

Verdict JudgeTransport(const net::HttpReply& reply) {
  const bool is_odd = reply.error == net::TransportError::kTooLarge ||
                      reply.error == net::TransportError::kEncoding;
  return {ResultOf(reply.error), reply.detail + (is_odd ? ": is this a Pushgateway?" : "")};
}

// `moved` is where the Pushgateway is now, where that can be told.
std::string RedirectHint(const std::string& location, const std::optional<std::string>& moved) {
  if (location.empty()) return "redirects, which is not followed";
  const bool is_absolute = base::ParseUrl(location).has_value();
  return "redirects to " +
         (is_absolute ? base::RedactUrl(location) : base::OneLine(location, kMaxQuotedBytes)) +
         ", which is not followed: set url to " +
         (moved ? base::RedactUrl(*moved) : "where the Pushgateway is now");
}

Verdict JudgeStatus(const net::HttpReply& reply, const std::string& credentials_key,
                    const std::optional<std::string>& moved) {
  const int status = reply.status;
  if (status >= 200 && status < 300) return {PushResult::kOk, ""};
  if (status >= 300 && status < 400)
    return {PushResult::kRejected, RedirectHint(reply.location, moved)};
  if (status >= 500) return {PushResult::kServerError, "fails on its own side"};
  switch (status) {
    case 400:
      return {PushResult::kRejected, "refuses the metrics"};
    case 401:
    case 403:
      return {PushResult::kUnauthorized,
              credentials_key.empty()
                  ? "wants credentials: set basic_auth or authorization"
                  : "does not accept our credentials: check " + credentials_key};
    case 404:
    case 405:
      return {PushResult::kRejected,
              "no Pushgateway at this URL: is a path prefix missing in url?"};
    case 407:
      return {PushResult::kConnect,
              "the proxy does not let us through: check the user and password in proxy_url"};
    case 413:
      return {PushResult::kTooLarge,
              "refuses the push as too large: raise its or its proxy's limit"};
    case 429:
      return {PushResult::kRateLimited, "has too many requests: push less often"};
    default:
      return {PushResult::kRejected, "gives a reply that no Pushgateway gives: check url"};
  }
}

bool MayNotReadGzip(const PushOutcome& outcome) {
  return outcome.http_status == 400 || outcome.http_status == 415;
}

}  // namespace

Pushgateway::Pushgateway(const config::PushgatewayConfig& config, const std::string& site,
                         std::unique_ptr<net::HttpClient> client, const base::Clock& clock)
    : base_url_(config.http.url),
      status_url_(config.http.url + "/api/v1/status"),
      group_url_(config.http.url + GroupPath(config.job, site)),
      credentials_key_(CredentialsKey(config.http)),
      timeout_(config.timeout),
      compression_(config.compression),
      client_(std::move(client)),
      clock_(clock) {}

PushOutcome Pushgateway::Publish(const exposition::Rendered& exposition, std::stop_token stop) {
  const base::SteadyTime deadline = clock_.SteadyNow() + timeout_;
  const bool gzip = compression_ != config::Compression::kNone && !plain_only_;
  const PushOutcome first =
      ReplaceGroup(gzip ? exposition.gzip : exposition.text, gzip, timeout_, stop);
  if (!gzip || compression_ != config::Compression::kAuto || !MayNotReadGzip(first)) return first;

  const auto left = std::chrono::floor<milliseconds>(deadline - clock_.SteadyNow());
  if (left <= milliseconds(0)) return first;
  PushOutcome second = ReplaceGroup(exposition.text, false, left, stop);
  second.bytes_sent += first.bytes_sent;
  if (second.result == PushResult::kOk) plain_only_ = true;
  return second;
}

PushOutcome Pushgateway::Probe(std::stop_token stop) {
  net::HttpRequest request;
  request.url = status_url_;
  request.timeout = timeout_;
  const net::HttpReply reply = client_->Send(request, std::move(stop));
  PushOutcome outcome = Judge(status_url_, reply);
  // Every version since 1.0 has this key in its status.
  if (outcome.result == PushResult::kOk &&
      reply.body.find("\"build_information\"") == std::string::npos) {
    outcome.result = PushResult::kRejected;
    outcome.detail =
        base::RedactUrl(status_url_) + ": answers, but not as a Pushgateway: check url";
  }
  return outcome;
}

PushOutcome Pushgateway::Retire(milliseconds timeout, std::stop_token stop) {
  net::HttpRequest request;
  request.method = "DELETE";
  request.url = group_url_;
  request.timeout = timeout;
  return Judge(group_url_, client_->Send(request, std::move(stop)));
}

PushOutcome Pushgateway::ReplaceGroup(std::string_view body, bool gzip, milliseconds timeout,
                                      std::stop_token stop) {
  net::HttpRequest request;
  request.method = "PUT";
  request.url = group_url_;
  request.headers.emplace_back("Content-Type", exposition::kTextContentType);
  if (gzip) request.headers.emplace_back("Content-Encoding", "gzip");
  request.body = body;
  request.timeout = timeout;
  return Judge(group_url_, client_->Send(request, std::move(stop)));
}

PushOutcome Pushgateway::Judge(const std::string& url, const net::HttpReply& reply) const {
  PushOutcome outcome;
  outcome.http_status = reply.status;
  outcome.nothing_sent = reply.error == net::TransportError::kCredentials ||
                         reply.error == net::TransportError::kTlsFile;
  outcome.bytes_sent = reply.body_bytes_sent;
  outcome.retry_after = reply.retry_after;
  if (reply.date) outcome.clock_skew = clock_.Now() - *reply.date;
  if (reply.error != net::TransportError::kNone) {
    Verdict verdict = JudgeTransport(reply);
    outcome.result = verdict.result;
    outcome.detail = std::move(verdict.detail);
    return outcome;
  }
  const Verdict verdict =
      JudgeStatus(reply, credentials_key_, net::MovedBase(base_url_, url, reply.location));
  outcome.result = verdict.result;
  if (verdict.result == PushResult::kOk) return outcome;
  outcome.detail = base::RedactUrl(url) + ": HTTP " + std::to_string(reply.status) + ": " +
                   verdict.detail + net::OrTheProxy(reply.proxy);
  const std::string words = base::OneLine(reply.body, kMaxQuotedBytes);
  if (!words.empty()) outcome.detail += ": it says: " + words;
  return outcome;
}

}  // namespace agent::publish
