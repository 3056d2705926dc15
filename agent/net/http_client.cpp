#include "agent/net/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/net/bound.hpp"
#include "agent/net/redirect.hpp"
#include "agent/net/transfer.hpp"

namespace agent::net {
namespace {

using std::chrono::milliseconds;

struct MultiDeleter {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
struct EasyDeleter {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using Easy = std::unique_ptr<CURL, EasyDeleter>;

void SetUpCurlOnce() {
  static const CURLcode result = [] {
    std::signal(SIGPIPE, SIG_IGN);
    return curl_global_init(CURL_GLOBAL_DEFAULT);
  }();
  if (result != CURLE_OK) {
    throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(result));
  }
}

void Check(CURLMcode result) {
  if (result == CURLM_OK) return;
  throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(result));
}

// The content of the files that a client's TLS settings name; empty where they name none.
struct TlsFiles {
  std::string ca;
  std::string certificate;
  std::string key;
};

// Throws base::FileError where a file cannot be used.
TlsFiles ReadTlsFiles(const config::TlsConfig& tls) {
  const auto read = [](const std::string& path, base::TlsFile kind) {
    return path.empty() ? "" : base::ReadTlsFile(path, kind);
  };
  return {read(tls.ca_file, base::TlsFile::kCa), read(tls.cert_file, base::TlsFile::kCertificate),
          read(tls.key_file, base::TlsFile::kKey)};
}

// Changes when a file has other content than before.
std::size_t Hash(const TlsFiles& files) {
  std::size_t hash = 0;
  for (const std::string* content : {&files.ca, &files.certificate, &files.key}) {
    hash = hash * 31 + std::hash<std::string>()(*content);
  }
  return hash;
}

// Adds a transfer to a multi handle for as long as it lives.
class Attached {
 public:
  Attached(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    Check(curl_multi_add_handle(multi_, easy_));
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() { curl_multi_remove_handle(multi_, easy_); }

 private:
  CURLM* multi_;
  CURL* easy_;
};

// Whether libcurl ended a transfer because one of our callbacks said so.
bool IsOurs(CURLcode result) {
  return result == CURLE_ABORTED_BY_CALLBACK || result == CURLE_WRITE_ERROR;
}

// What ended a transfer that `bound` ended; nothing for its stop token.
std::optional<CURLcode> EndOf(const Bound& bound) {
  if (bound.IsStopped()) return std::nullopt;
  return CURLE_OPERATION_TIMEDOUT;
}

// Runs the attached transfer to its end; nothing when the stop token came first. libcurl has the
// same timeout, but looks at it only now and then.
std::optional<CURLcode> Run(CURLM* multi, const Bound& bound) {
  const std::stop_callback wake(bound.stop(), [multi] { curl_multi_wakeup(multi); });
  constexpr milliseconds kLongestWait(60'000);  // libcurl shortens it to its own next deadline
  int running = 1;
  while (true) {
    Check(curl_multi_perform(multi, &running));
    if (running == 0) break;
    if (bound.IsOver()) return EndOf(bound);
    const int wait_ms = static_cast<int>(std::min(bound.Left(), kLongestWait).count());
    Check(curl_multi_poll(multi, nullptr, 0, wait_ms, nullptr));
  }
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi, &left);
  if (message == nullptr) throw std::runtime_error("libcurl: a transfer ended without a result");
  const CURLcode result = message->data.result;
  return IsOurs(result) && bound.IsOver() ? EndOf(bound) : result;
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(config::HttpClientConfig config) : config_(std::move(config)) {
    SetUpCurlOnce();
    MakeHandles();
  }

  [[nodiscard]] HttpReply Send(const HttpRequest& request, std::stop_token stop) override {
    const Bound bound(request.timeout, std::move(stop));
    HttpReply reply = SendOnce(request, bound);
    HttpRequest next = request;
    for (int followed = 0; followed < request.max_redirects && IsRedirect(reply); ++followed) {
      std::optional<std::string> target = RedirectWithinOrigin(next.url, reply.location);
      if (!target) break;
      next.url = *std::move(target);
      next.timeout = std::max(bound.Left(), kShortest);
      reply = SendOnce(next, bound);
    }
    return reply;
  }

 private:
  static constexpr milliseconds kShortest{1};

  static bool IsRedirect(const HttpReply& reply) {
    return reply.error == TransportError::kNone && reply.status >= 300 && reply.status < 400;
  }

  // Where nobody answers, or one that has nothing (any more), the name may have moved to another
  // address, of which a kept connection knows nothing.
  static bool MayHaveMoved(const HttpReply& reply) {
    constexpr int kNotFound = 404;
    constexpr int kFirstServerError = 500;
    return reply.error != TransportError::kNone || reply.status == kNotFound ||
           reply.status >= kFirstServerError;
  }

  HttpReply SendOnce(const HttpRequest& request, const Bound& bound) {
    HttpReply reply = Exchange(request, bound);
    starts_afresh_ = MayHaveMoved(reply);
    return reply;
  }

  HttpReply Exchange(const HttpRequest& request, const Bound& bound) {
    try {
      ForgetOldTlsFiles();
    } catch (const base::FileError& error) {
      return Failed(TransportError::kTlsFile, error.what());
    }
    try {
      if (std::exchange(starts_afresh_, false)) MakeHandles();
      Transfer transfer(easy_.get(), config_, request, bound);
      std::optional<CURLcode> result;
      {
        const Attached attached(multi_.get(), easy_.get());
        result = Run(multi_.get(), bound);
      }
      if (result) return transfer.TakeReply(*result);
      HttpReply cancelled = Failed(TransportError::kCancelled, "cancelled: the agent is stopping");
      cancelled.body_bytes_sent = transfer.BodyBytesSent();
      return cancelled;
    } catch (const base::FileError& error) {
      return Failed(TransportError::kCredentials, error.what());
    }
  }

  static HttpReply Failed(TransportError error, std::string detail) {
    HttpReply reply;
    reply.error = error;
    reply.detail = std::move(detail);
    return reply;
  }

  void MakeHandles() {
    easy_.reset();
    multi_.reset(curl_multi_init());
    easy_.reset(curl_easy_init());
    if (!multi_ || !easy_) throw std::runtime_error("libcurl: cannot be set up: out of memory");
  }

  // Connections, TLS sessions and libcurl's CA cache live in the handles. A changed file must not
  // meet any of them, so it gets new handles. Throws base::FileError for a file of no use.
  void ForgetOldTlsFiles() {
    const config::TlsConfig& tls = config_.tls_config;
    const TlsFiles files = ReadTlsFiles(tls);
    const std::size_t hash = Hash(files);
    if (tls_files_hash_ == hash) return;
    base::CheckKeyBelongs(tls.cert_file, files.certificate, tls.key_file, files.key);
    if (tls_files_hash_) MakeHandles();
    tls_files_hash_ = hash;
  }

  config::HttpClientConfig config_;
  std::optional<std::size_t> tls_files_hash_;
  bool starts_afresh_ = false;  // the next request: with the name, connection and TLS session
  Multi multi_;
  Easy easy_;  // after multi_: cleaned up before it
};

}  // namespace

std::unique_ptr<HttpClient> MakeHttpClient(const config::HttpClientConfig& config) {
  return std::make_unique<CurlClient>(config);
}

}  // namespace agent::net
