#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/net/mask.hpp"

namespace agent::net {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;  // must outlive the call
  std::chrono::milliseconds timeout{10'000};
  std::size_t max_reply_bytes = 64 * 1024;  // of the body, and that after decompression too
  // Takes the body of a success piece by piece as it comes. `HttpReply::body` then has only its
  // first 4 kB. Returns false to end the transfer with kTooLarge.
  std::function<bool(std::string_view piece)> on_body = {};
  bool accept_gzip = false;  // whether the reply may come compressed
  // How many redirects a GET follows. It follows only those within the origin of `url` (scheme,
  // host and port), so that credentials go nowhere else.
  int max_redirects = 0;
};

// Why there is no complete reply.
enum class TransportError {
  kNone,
  kDns,
  kConnect,  // refused, unreachable, reset, closed before the reply was complete, or not HTTP; or
             // the proxy does not let us through
  kTimeout,
  kTls,          // certificate, host name or protocol; also http where https is spoken
  kTooLarge,     // the reply's body passed max_reply_bytes (status, headers and the body's head are
                 // then set), or its header is too large
  kEncoding,     // the reply's compression was not asked for, or is damaged
  kCredentials,  // a password or token of ours cannot be used: nothing was sent
  kTlsFile,      // a certificate, key or CA file of ours cannot be used: nothing was sent
  kCancelled,    // the stop token fired
};

struct HttpReply {
  TransportError error = TransportError::kNone;
  std::string detail;  // for a person: what failed and what to do; never holds a secret
  int status = 0;      // 0 where no status line came
  // At most max_reply_bytes. With a status of 300 or more it may be shown to a person: our secrets
  // are masked, and a long body is reduced to its two ends. `location` and `content_type` are
  // always masked.
  std::string body;
  std::size_t body_bytes = 0;       // as received, after decompression
  Mask mask;                        // apply it to quotes from the body of a success
  std::size_t body_bytes_sent = 0;  // of the request's body; set also on failure
  std::string content_type;
  // With a status of 400 or more: the proxy that may have answered in place of the server.
  std::string proxy;
  std::string location;                             // of a redirect that was not followed
  std::string allow;                                // the Allow header
  std::optional<base::WallTime> date;               // the server's Date header
  std::optional<std::chrono::seconds> retry_after;  // Retry-After, seconds or a date; never < 0
};

// Sends one request at a time, and keeps the connection for the next one. Use from one thread.
class HttpClient {
 public:
  virtual ~HttpClient() = default;

  // Returns as soon as the reply is complete, the timeout is over, something fails, or `stop`
  // fires, also during name resolution and a TLS handshake. Never throws for network trouble.
  [[nodiscard]] virtual HttpReply Send(const HttpRequest& request, std::stop_token stop) = 0;
};

// A client over libcurl with the credentials, TLS settings, proxy and headers of `config`. It
// speaks HTTP/1.1 and TLS 1.2 or later. Secret files are read afresh at each request. A
// certificate, key or CA file that has changed makes a new connection. Proxy variables of the
// environment are ignored. From the first call on the process ignores SIGPIPE, which OpenSSL would
// raise when a server closes. Throws std::runtime_error when libcurl cannot be set up.
[[nodiscard]] std::unique_ptr<HttpClient> MakeHttpClient(const config::HttpClientConfig& config);

}  // namespace agent::net
