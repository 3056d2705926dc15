#include "agent/net/request_options.hpp"

#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <new>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "agent/base/base64.hpp"
#include "agent/base/file.hpp"
#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/base/version.hpp"

namespace agent::net {
namespace {

using std::chrono::milliseconds;

static_assert(CURL_ERROR_SIZE == kCurlTextBytes);

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

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return base::IsControl(c) && c != '\t'; });
}

long CurlMilliseconds(milliseconds duration) {
  return static_cast<long>(std::clamp<milliseconds::rep>(duration.count(), 1, INT_MAX));
}

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

// CURLOPT_XFERINFOFUNCTION: libcurl asks it also where it reads on without handing anything over,
// as it does while a proxy's answer to CONNECT does not end.
int StopWhenOver(void* bound, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<const Bound*>(bound)->IsOver() ? 1 : 0;
}

std::string HostAndPort(const base::Url& url) { return url.host + ":" + std::to_string(url.port); }

}  // namespace

milliseconds ConnectTimeout(const HttpRequest& request) { return request.timeout / 2; }

RequestOptions::RequestOptions(void* easy, const config::HttpClientConfig& config,
                               const HttpRequest& request, ReplySink& sink, const Bound& bound,
                               CurlText& curl_text)
    : config_(config),
      request_(request),
      user_timeout_ms_(CurlMilliseconds(ConnectTimeout(request))),
      easy_(easy) {
  SetLimits();
  SetCallbacks(sink, bound, curl_text);
  SetTls();
  SetProxy();
  SetTarget();
  SetCredentials();
  SetMethodAndBody();
  SetHeaders();
}

void RequestOptions::ResetEasy::operator()(void* easy) const noexcept { curl_easy_reset(easy); }

void RequestOptions::ListDeleter::operator()(curl_slist* list) const noexcept {
  curl_slist_free_all(list);
}

void RequestOptions::Append(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

// libcurl takes "Name:" as "do not send Name" and "Name;" as "send it empty".
void RequestOptions::AddHeader(const std::string& name, const std::string& value) {
  Append(headers_, value.empty() ? name + ";" : name + ": " + value);
}

// A secret with a line break would let whoever writes its file add headers of their own.
void RequestOptions::AddSecretHeader(const std::string& name, const std::string& value,
                                     const std::string& key) {
  if (HasControlCharacter(value)) {
    throw base::FileError(key + ": holds a line break or another control character");
  }
  mask_.Add(value);
  AddHeader(name, value);
}

void RequestOptions::SetLimits() {
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
}

void RequestOptions::SetCallbacks(ReplySink& sink, const Bound& bound, CurlText& curl_text) {
  Set(easy_.get(), CURLOPT_ERRORBUFFER, curl_text.data());
  Set(easy_.get(), CURLOPT_WRITEFUNCTION, &ReplySink::OnBody);
  Set(easy_.get(), CURLOPT_WRITEDATA, &sink);
  Set(easy_.get(), CURLOPT_HEADERFUNCTION, &ReplySink::OnHeader);
  Set(easy_.get(), CURLOPT_HEADERDATA, &sink);
  Set(easy_.get(), CURLOPT_XFERINFOFUNCTION, &StopWhenOver);
  Set(easy_.get(), CURLOPT_XFERINFODATA, &bound);
  Set(easy_.get(), CURLOPT_NOPROGRESS, 0L);
}

void RequestOptions::SetTls() {
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

void RequestOptions::SetProxy() {
  Set(easy_.get(), CURLOPT_PROXY,
      config_.proxy_url.Reveal());  // an empty one: not the environment's
  Set(easy_.get(), CURLOPT_NOPROXY, "");
  Set(easy_.get(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  mask_.AddPasswordOf(config_.proxy_url.Reveal());
}

// libcurl verifies the certificate against the host of its URL. So with a server_name that goes
// into the URL, while CONNECT_TO and Host keep the place and the name that were asked for.
void RequestOptions::SetTarget() {
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

void RequestOptions::SetCredentials() {
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

void RequestOptions::SetMethodAndBody() {
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

void RequestOptions::SetHeaders() {
  for (const auto& [name, value] : request_.headers) AddHeader(name, value);
  Append(headers_, "Expect:");
  if (request_.accept_gzip) Set(easy_.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
  Set(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
  Set(easy_.get(), CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // none for a proxy
}

}  // namespace agent::net
