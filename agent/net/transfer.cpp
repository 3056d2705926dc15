#include "agent/net/transfer.hpp"

#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

#include "agent/base/base64.hpp"
#include "agent/base/file.hpp"
#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/base/version.hpp"
#include "agent/net/foreign_reply.hpp"
#include "agent/net/http_date.hpp"
#include "agent/net/reply_words.hpp"

namespace agent::net {
namespace {

using std::chrono::milliseconds;

static_assert(CURL_ERROR_SIZE == 256);

template <typename T>
void Set(CURL* easy, CURLoption option, T value) {
  const CURLcode result = curl_easy_setopt(easy, option, value);
  if (result == CURLE_OK) return;
  throw std::runtime_error("libcurl: option " + std::to_string(option) + ": " +
                           curl_easy_strerror(result));
}

void Set(CURL* easy, CURLoption option, const std::string& value) {
  Set(easy, option, value.c_str());
}

template <typename T>
T Get(CURL* easy, CURLINFO info) {
  T value{};
  curl_easy_getinfo(easy, info, &value);  // fails only for an unknown `info`
  return value;
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return base::IsControl(c) && c != '\t'; });
}

long CurlMilliseconds(milliseconds duration) {
  return static_cast<long>(std::clamp<milliseconds::rep>(duration.count(), 1, INT_MAX));
}

// Half of the whole: leaves time to send the request after a slow connect, and, where a kept
// connection turns out to be dead (SetUserTimeout), for a second try on a new one.
milliseconds ConnectTimeout(const HttpRequest& request) { return request.timeout / 2; }

// Lets a connection fail whose peer has vanished without a word, as it happens when an uplink's
// address changes. Failing to set it only means that the request's whole timeout passes.
int SetUserTimeout(void* timeout, curl_socket_t socket, curlsocktype) noexcept {
  const auto value = static_cast<unsigned>(*static_cast<const long*>(timeout));
  static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, sizeof value));
  return CURL_SOCKOPT_OK;
}

// Makes OpenSSL hand back control after each record that is none of HTTP. By itself it reads on
// until one comes, which it never does from a server that sends key updates without end. Its
// function is looked up, not linked: all else that we ask of OpenSSL goes through libcurl, which
// brings it along.
CURLcode ReturnAfterEachRecord(CURL*, void* ssl_ctx, void*) noexcept {
  using Control = long(void*, int, long, void*);
  constexpr int kClearMode = 78;    // SSL_CTRL_CLEAR_MODE of openssl/ssl.h, part of its ABI
  constexpr long kAutoRetry = 0x4;  // SSL_MODE_AUTO_RETRY
  static auto* const control = reinterpret_cast<Control*>(::dlsym(RTLD_DEFAULT, "SSL_CTX_ctrl"));
  if (control == nullptr) return CURLE_SSL_ENGINE_NOTFOUND;
  control(ssl_ctx, kClearMode, kAutoRetry, nullptr);
  return CURLE_OK;
}

std::string HostAndPort(const base::Url& url) { return url.host + ":" + std::to_string(url.port); }

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
      bound_(bound),
      user_timeout_ms_(CurlMilliseconds(ConnectTimeout(request))),
      sink_(request.max_reply_bytes, request.accept_gzip, bound),
      easy_(easy) {
  if (request.on_body) sink_.HandBodyTo(request.on_body);
  SetLimits();
  SetTls();
  SetProxy();
  SetTarget();
  SetCredentials();
  SetMethodAndBody();
  SetHeaders();
}

void Transfer::ResetEasy::operator()(void* easy) const noexcept { curl_easy_reset(easy); }

void Transfer::ListDeleter::operator()(curl_slist* list) const noexcept {
  curl_slist_free_all(list);
}

int Transfer::OnProgress(void* self, std::int64_t, std::int64_t, std::int64_t,
                         std::int64_t) noexcept {
  return static_cast<const Transfer*>(self)->bound_.IsOver() ? 1 : 0;
}

void Transfer::Append(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

// libcurl takes "Name:" as "do not send Name" and "Name;" as "send it empty".
void Transfer::AddHeader(const std::string& name, const std::string& value) {
  Append(headers_, value.empty() ? name + ";" : name + ": " + value);
}

// A secret with a line break would let whoever writes its file add headers of their own.
void Transfer::AddSecretHeader(const std::string& name, const std::string& value,
                               const std::string& key) {
  if (HasControlCharacter(value)) {
    throw base::FileError(key + ": holds a line break or another control character");
  }
  mask_.Add(value);
  AddHeader(name, value);
}

void Transfer::SetLimits() {
  Set(easy_.get(), CURLOPT_NOSIGNAL, 1L);
  Set(easy_.get(), CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name resolution that we gave up
  Set(easy_.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  Set(easy_.get(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy_.get(), CURLOPT_FOLLOWLOCATION, 0L);
  // Names move to other addresses; a connection that is kept is not asked for its name again.
  Set(easy_.get(), CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  Set(easy_.get(), CURLOPT_TIMEOUT_MS, CurlMilliseconds(request_.timeout));
  Set(easy_.get(), CURLOPT_CONNECTTIMEOUT_MS, CurlMilliseconds(ConnectTimeout(request_)));
  Set(easy_.get(), CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy_.get(), CURLOPT_TCP_KEEPIDLE, 30L);
  Set(easy_.get(), CURLOPT_TCP_KEEPINTVL, 10L);
  Set(easy_.get(), CURLOPT_SOCKOPTFUNCTION, &SetUserTimeout);
  Set(easy_.get(), CURLOPT_SOCKOPTDATA, &user_timeout_ms_);
  Set(easy_.get(), CURLOPT_ERRORBUFFER, curl_text_.data());
  Set(easy_.get(), CURLOPT_WRITEFUNCTION, &ReplySink::OnBody);
  Set(easy_.get(), CURLOPT_WRITEDATA, &sink_);
  Set(easy_.get(), CURLOPT_HEADERFUNCTION, &ReplySink::OnHeader);
  Set(easy_.get(), CURLOPT_HEADERDATA, &sink_);
  static_assert(std::is_same_v<curl_off_t, std::int64_t>);
  Set(easy_.get(), CURLOPT_XFERINFOFUNCTION, &Transfer::OnProgress);
  Set(easy_.get(), CURLOPT_XFERINFODATA, this);
  Set(easy_.get(), CURLOPT_NOPROGRESS, 0L);
}

void Transfer::SetTls() {
  const config::TlsConfig& tls = config_.tls_config;
  constexpr const char* kSystemCas = "/etc/ssl/certs";
  const char* const ca_file = tls.ca_file.empty() ? nullptr : tls.ca_file.c_str();
  const char* const ca_path = tls.ca_file.empty() ? kSystemCas : nullptr;
  const long verify_peer = tls.insecure_skip_verify ? 0 : 1;
  const long verify_host = tls.insecure_skip_verify ? 0 : 2;
  Set(easy_.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  Set(easy_.get(), CURLOPT_SSL_CTX_FUNCTION, &ReturnAfterEachRecord);
  Set(easy_.get(), CURLOPT_CAINFO, ca_file);  // nullptr: not the bundle, which takes 1 MB of memory
  Set(easy_.get(), CURLOPT_CAPATH, ca_path);
  Set(easy_.get(), CURLOPT_SSL_VERIFYPEER, verify_peer);
  Set(easy_.get(), CURLOPT_SSL_VERIFYHOST, verify_host);
  Set(easy_.get(), CURLOPT_PROXY_CAINFO, ca_file);
  Set(easy_.get(), CURLOPT_PROXY_CAPATH, ca_path);
  Set(easy_.get(), CURLOPT_PROXY_SSL_VERIFYPEER, verify_peer);
  Set(easy_.get(), CURLOPT_PROXY_SSL_VERIFYHOST, verify_host);
  if (tls.cert_file.empty()) return;
  Set(easy_.get(), CURLOPT_SSLCERT, tls.cert_file);
  Set(easy_.get(), CURLOPT_SSLKEY, tls.key_file);
  Set(easy_.get(), CURLOPT_KEYPASSWD, "");  // an encrypted key fails; it would ask on the terminal
}

void Transfer::SetProxy() {
  Set(easy_.get(), CURLOPT_PROXY,
      config_.proxy_url.Reveal());  // an empty one: not the environment's
  Set(easy_.get(), CURLOPT_NOPROXY, "");
  Set(easy_.get(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  mask_.AddPasswordOf(config_.proxy_url.Reveal());
}

// libcurl verifies the certificate against the host of its URL. So with a server_name that goes
// into the URL, while CONNECT_TO and Host keep the place and the name that were asked for.
void Transfer::SetTarget() {
  Set(easy_.get(), CURLOPT_PATH_AS_IS, 1L);
  const std::string& name = config_.tls_config.server_name;
  const std::optional<base::Url> url = base::ParseUrl(request_.url);
  if (name.empty() || !url || url->scheme != "https") {
    Set(easy_.get(), CURLOPT_URL, request_.url);
    return;
  }
  base::Url named = *url;
  named.host = name.find(':') == std::string::npos ? name : "[" + name + "]";
  const std::string userinfo = url->userinfo.empty() ? "" : url->userinfo + "@";
  const std::string query = url->query.empty() ? "" : "?" + url->query;
  Set(easy_.get(), CURLOPT_URL, "https://" + userinfo + HostAndPort(named) + url->path + query);
  Append(connect_to_, HostAndPort(named) + ":" + HostAndPort(*url));
  Set(easy_.get(), CURLOPT_CONNECT_TO, connect_to_.get());
  AddHeader("Host", url->port == 443 ? url->host : HostAndPort(*url));
}

void Transfer::SetCredentials() {
  Set(easy_.get(), CURLOPT_USERAGENT, "odin-agent/" + std::string(base::Version()));
  if (config_.basic_auth) {
    Set(easy_.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    Set(easy_.get(), CURLOPT_USERNAME, config_.basic_auth->username);
    const base::Secret password = base::ReadSecret(config_.basic_auth->password);
    Set(easy_.get(), CURLOPT_PASSWORD, password.Reveal());
    mask_.Add(password.Reveal());
    mask_.Add(base::Base64Encode(config_.basic_auth->username + ":" + password.Reveal()));
  }
  if (config_.authorization) {
    const base::Secret secret = base::ReadSecret(config_.authorization->credentials);
    AddSecretHeader("Authorization", config_.authorization->type + " " + secret.Reveal(),
                    "authorization.credentials");
    mask_.Add(secret.Reveal());
  }
  if (!config_.api_key.empty()) {
    AddSecretHeader("X-API-Key", base::ReadSecret(config_.api_key).Reveal(), "api_key");
  }
  for (const auto& [name, value] : config_.headers) {
    AddSecretHeader(name, value.Reveal(), "headers." + name);
  }
}

void Transfer::SetMethodAndBody() {
  if (request_.method == "HEAD") {
    Set(easy_.get(), CURLOPT_NOBODY, 1L);
    return;
  }
  if (!request_.body.empty() || request_.method == "PUT" || request_.method == "POST") {
    Set(easy_.get(), CURLOPT_POST, 1L);
    Set(easy_.get(), CURLOPT_POSTFIELDS, request_.body.empty() ? "" : request_.body.data());
    Set(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  }
  Set(easy_.get(), CURLOPT_CUSTOMREQUEST, request_.method);
}

void Transfer::SetHeaders() {
  for (const auto& [name, value] : request_.headers) AddHeader(name, value);
  Append(headers_, "Expect:");
  if (request_.accept_gzip) Set(easy_.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
  Set(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
  Set(easy_.get(), CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // none for a proxy
}

std::size_t Transfer::BodyBytesSent() {
  return static_cast<std::size_t>(Get<curl_off_t>(easy_.get(), CURLINFO_SIZE_UPLOAD_T));
}

HttpReply Transfer::TakeReply(int curl_code) {
  HttpReply reply;
  reply.body_bytes_sent = BodyBytesSent();
  if (curl_code != CURLE_OK) {
    Explanation end = ExplainEnd(curl_code);
    reply.error = end.error;
    reply.detail = std::move(end.detail);
  }
  reply.status = static_cast<int>(Get<long>(easy_.get(), CURLINFO_RESPONSE_CODE));
  reply.body_bytes = sink_.body().size();
  reply.body = reply.status >= 300 ? mask_.ApplyToEnds(sink_.body()) : std::move(sink_.body());
  reply.content_type = mask_.Apply(Header("Content-Type"));
  reply.location = mask_.Apply(Header("Location"));
  reply.allow = mask_.Apply(Header("Allow"));
  reply.date = ParseHttpDate(Header("Date"));
  reply.mask = mask_;
  reply.retry_after =
      ParseRetryAfter(Header("Retry-After"), reply.date.value_or(std::chrono::system_clock::now()));
  // A server that hangs up on what it did not read may cut its own answer short.
  if (reply.error == TransportError::kNone || reply.error == TransportError::kConnect) {
    JudgeWhoAnswered(reply);
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

void Transfer::JudgeWhoAnswered(HttpReply& reply) const {
  ReplyMarks marks;
  marks.status = reply.status;
  marks.server = Server(request_.url);
  marks.proxy = ProxyInTheClear();
  marks.squid_error = mask_.Apply(Header("X-Squid-Error"));
  marks.proxy_status = Header("Proxy-Status");
  marks.server_field = Header("Server");
  if (reply.status >= 400) marks.words = ReplyWords(reply);
  if (std::optional<Explanation> foreign = ExplainForeignReply(marks)) {
    reply.error = foreign->error;
    reply.detail = std::move(foreign->detail);
    reply.date.reset();  // of another clock than the server's
  } else if (reply.status >= 400) {
    reply.proxy = std::move(marks.proxy);
  }
}

std::string Transfer::Header(const char* name) const {
  curl_header* header = nullptr;
  constexpr int kLastRequest = -1;
  const CURLHcode result =
      curl_easy_header(easy_.get(), name, 0, CURLH_HEADER, kLastRequest, &header);
  return result == CURLHE_OK ? header->value : "";
}

Stage Transfer::ReachedStage() const {
  if (Get<long>(easy_.get(), CURLINFO_RESPONSE_CODE) != 0) return Stage::kReading;
  if (Get<curl_off_t>(easy_.get(), CURLINFO_PRETRANSFER_TIME_T) != 0) return Stage::kWaiting;
  // Not CONNECT_TIME, which libcurl sets only after the handshake.
  if (Get<long>(easy_.get(), CURLINFO_LOCAL_PORT) != 0) return Stage::kHandshake;
  if (Get<curl_off_t>(easy_.get(), CURLINFO_NAMELOOKUP_TIME_T) != 0) return Stage::kConnecting;
  return Stage::kResolving;
}

Explanation Transfer::ExplainEnd(int curl_code) const {
  const std::string server = Server(request_.url);
  if (std::optional<Explanation> refusal = sink_.Refusal(server)) return *std::move(refusal);
  const std::string& proxy = config_.proxy_url.Reveal();
  Failure failure;
  failure.code = curl_code;
  failure.curl_text = curl_text_.data();
  failure.os_error = static_cast<int>(Get<long>(easy_.get(), CURLINFO_OS_ERRNO));
  failure.verify_result = Get<long>(easy_.get(), CURLINFO_SSL_VERIFYRESULT);
  failure.proxy_status = Get<long>(easy_.get(), CURLINFO_HTTP_CONNECTCODE);
  failure.stage = ReachedStage();
  failure.server = server;
  failure.proxy = proxy.empty() ? "" : Server(proxy);
  failure.connect_timeout = ConnectTimeout(request_);
  failure.timeout = request_.timeout;
  return Explain(failure);
}

}  // namespace agent::net
