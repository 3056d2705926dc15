#include "agent/net/http_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <stdexcept>

#include "agent/base/file.hpp"
#include "agent/net/redirect.hpp"
#include "agent/net/transfer.hpp"

namespace agent::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

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

// Changes when a file that `tls` names has other content than before. Throws base::FileError.
std::size_t HashTlsFiles(const config::TlsConfig& tls) {
  std::size_t hash = 0;
  for (const std::string& file : {tls.ca_file, tls.cert_file, tls.key_file}) {
    const std::string content = file.empty() ? "" : base::ReadSmallFile(file);
    hash = hash * 31 + std::hash<std::string>()(content);
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

// Runs the attached transfer to its end; nothing when `stop` came first.
std::optional<CURLcode> Run(CURLM* multi, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
  constexpr int kNoTimeoutOfOurOwnMs = 60'000;  // libcurl shortens it to its own next deadline
  int running = 1;
  while (true) {
    Check(curl_multi_perform(multi, &running));
    if (running == 0) break;
    if (stop.stop_requested()) return std::nullopt;
    Check(curl_multi_poll(multi, nullptr, 0, kNoTimeoutOfOurOwnMs, nullptr));
  }
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi, &left);
  if (message == nullptr) throw std::runtime_error("libcurl: a transfer ended without a result");
  return message->data.result;
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(config::HttpClientConfig config) : config_(std::move(config)) {
    SetUpCurlOnce();
    MakeHandles();
  }

  [[nodiscard]] HttpReply Send(const HttpRequest& request, std::stop_token stop) override {
    const auto deadline = steady_clock::now() + request.timeout;
    HttpReply reply = SendOnce(request, stop);
    HttpRequest next = request;
    for (int followed = 0; followed < request.max_redirects && IsRedirect(reply); ++followed) {
      std::optional<std::string> target = RedirectWithinOrigin(next.url, reply.location);
      if (!target) break;
      next.url = *std::move(target);
      next.timeout = ceil<milliseconds>(std::max(deadline - steady_clock::now(), kShortest));
      reply = SendOnce(next, stop);
    }
    return reply;
  }

 private:
  static constexpr steady_clock::duration kShortest = milliseconds(1);

  static bool IsRedirect(const HttpReply& reply) {
    return reply.error == TransportError::kNone && reply.status >= 300 && reply.status < 400;
  }

  HttpReply SendOnce(const HttpRequest& request, const std::stop_token& stop) {
    try {
      ForgetOldTlsFiles();
      Transfer transfer(easy_.get(), config_, request);
      std::optional<CURLcode> result;
      {
        const Attached attached(multi_.get(), easy_.get());
        result = Run(multi_.get(), stop);
      }
      if (result) return transfer.TakeReply(*result);
    } catch (const base::FileError& error) {
      return Failed(TransportError::kCredentials, error.what());
    }
    return Failed(TransportError::kCancelled, "cancelled: the agent is stopping");
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
  // meet any of them, so it gets new handles.
  void ForgetOldTlsFiles() {
    const std::size_t hash = HashTlsFiles(config_.tls_config);
    if (tls_files_hash_ && *tls_files_hash_ != hash) MakeHandles();
    tls_files_hash_ = hash;
  }

  config::HttpClientConfig config_;
  std::optional<std::size_t> tls_files_hash_;
  Multi multi_;
  Easy easy_;  // after multi_: cleaned up before it
};

}  // namespace

std::unique_ptr<HttpClient> MakeHttpClient(const config::HttpClientConfig& config) {
  return std::make_unique<CurlClient>(config);
}

}  // namespace agent::net
