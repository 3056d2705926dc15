#include "agent/net/transfer.hpp"

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/net/http_date.hpp"
#include "agent/net/reply_sender.hpp"
#include "agent/net/reply_words.hpp"

namespace agent::net {
namespace {

template <typename T>
T Get(CURL* easy, CURLINFO info) {
  T value{};
  curl_easy_getinfo(easy, info, &value);  // fails only for an unknown `info`
  return value;
}

// Scheme, host and port for a person: what can fail to connect.
std::string Server(const std::string& text) {
  const std::optional<base::Url> url = base::ParseUrl(text, base::kAnyScheme);
  return url ? base::ShownServer(*url) : base::RedactUrl(text);
}

}  // namespace

Transfer::Transfer(void* easy, const config::HttpClientConfig& config, const HttpRequest& request,
                   const Bound& bound)
    : config_(config),
      request_(request),
      easy_(easy),
      sink_(request.max_reply_bytes, request.accept_gzip, bound),
      options_(easy, config, request, sink_, bound, curl_text_) {
  if (request.on_body) sink_.HandBodyTo(request.on_body);
}

std::size_t Transfer::BodyBytesSent() const {
  return static_cast<std::size_t>(Get<curl_off_t>(easy_, CURLINFO_SIZE_UPLOAD_T));
}

HttpReply Transfer::TakeReply(int curl_code) {
  HttpReply reply;
  reply.body_bytes_sent = BodyBytesSent();
  if (curl_code != CURLE_OK) {
    Explanation end = ExplainEnd(curl_code);
    reply.error = end.error;
    reply.detail = std::move(end.detail);
  }
  const Mask& mask = options_.mask();
  reply.status = static_cast<int>(Get<long>(easy_, CURLINFO_RESPONSE_CODE));
  reply.body_bytes = sink_.body().size();
  reply.body = reply.status >= 300 ? mask.ApplyToEnds(sink_.body()) : std::move(sink_.body());
  reply.content_type = mask.Apply(Header("Content-Type"));
  reply.location = mask.Apply(Header("Location"));
  reply.allow = mask.Apply(Header("Allow"));
  reply.date = ParseHttpDate(Header("Date"));
  reply.mask = mask;
  reply.retry_after =
      ParseRetryAfter(Header("Retry-After"), reply.date.value_or(std::chrono::system_clock::now()));
  // A server that hangs up on what it did not read may cut its own answer short.
  if (reply.error == TransportError::kNone || reply.error == TransportError::kConnect) {
    JudgeSender(reply);
  }
  return reply;
}

// A forward proxy sees a request for http as its own; one for https goes through a tunnel.
std::string Transfer::ProxyInTheClear() const {
  const std::string& proxy = config_.proxy_url.Reveal();
  const bool is_http = base::ToLowerAscii(proxy.substr(0, 4)) == "http";
  const bool is_tunnel = base::ToLowerAscii(request_.url.substr(0, 6)) == "https:";
  return is_http && !is_tunnel ? Server(proxy) : "";
}

void Transfer::JudgeSender(HttpReply& reply) const {
  SenderClues clues;
  clues.status = reply.status;
  clues.server = Server(request_.url);
  clues.proxy = ProxyInTheClear();
  clues.squid_error = options_.mask().Apply(Header("X-Squid-Error"));
  clues.proxy_status = Header("Proxy-Status");
  clues.server_field = Header("Server");
  if (reply.status >= 400) clues.words = ReplyWords(reply);
  if (std::optional<Explanation> other = ExplainOtherSender(clues)) {
    reply.error = other->error;
    reply.detail = std::move(other->detail);
    reply.date.reset();  // of another clock than the server's
  } else if (reply.status >= 400) {
    reply.proxy = std::move(clues.proxy);
  }
}

std::string Transfer::Header(const char* name) const {
  curl_header* header = nullptr;
  constexpr int kLastRequest = -1;
  const CURLHcode result = curl_easy_header(easy_, name, 0, CURLH_HEADER, kLastRequest, &header);
  return result == CURLHE_OK ? header->value : "";
}

Stage Transfer::ReachedStage() const {
  if (Get<long>(easy_, CURLINFO_RESPONSE_CODE) != 0) return Stage::kReading;
  if (Get<curl_off_t>(easy_, CURLINFO_PRETRANSFER_TIME_T) != 0) return Stage::kWaiting;
  // Not CONNECT_TIME, which libcurl sets only after the handshake.
  if (Get<long>(easy_, CURLINFO_LOCAL_PORT) != 0) return Stage::kHandshake;
  if (Get<curl_off_t>(easy_, CURLINFO_NAMELOOKUP_TIME_T) != 0) return Stage::kConnecting;
  return Stage::kResolving;
}

Explanation Transfer::ExplainEnd(int curl_code) const {
  const std::string server = Server(request_.url);
  if (std::optional<Explanation> refusal = sink_.Refusal(server)) return *std::move(refusal);
  const std::string& proxy = config_.proxy_url.Reveal();
  Failure failure;
  failure.code = curl_code;
  failure.curl_text = curl_text_.data();
  failure.os_error = static_cast<int>(Get<long>(easy_, CURLINFO_OS_ERRNO));
  failure.verify_result = Get<long>(easy_, CURLINFO_SSL_VERIFYRESULT);
  failure.proxy_status = Get<long>(easy_, CURLINFO_HTTP_CONNECTCODE);
  failure.stage = ReachedStage();
  failure.server = server;
  failure.proxy = proxy.empty() ? "" : Server(proxy);
  failure.ca_file = config_.tls_config.ca_file;
  failure.connect_timeout = ConnectTimeout(request_);
  failure.timeout = request_.timeout;
  return Explain(failure);
}

}  // namespace agent::net
