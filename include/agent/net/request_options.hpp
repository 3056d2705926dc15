#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "agent/net/bound.hpp"
#include "agent/net/http_client.hpp"
#include "agent/net/mask.hpp"
#include "agent/net/reply_sink.hpp"

struct curl_slist;

namespace agent::net {

inline constexpr std::size_t kCurlTextBytes = 256;  // CURL_ERROR_SIZE
using CurlText = std::array<char, kCurlTextBytes>;

// Half of the whole: leaves time to send the request after a slow connect, and, where a kept
// connection turns out to be dead (SetUserTimeout), for a second try on a new one.
[[nodiscard]] std::chrono::milliseconds ConnectTimeout(const HttpRequest& request);

// The options of one request, set on a libcurl easy handle (a CURL*, which is a void*), together
// with everything that libcurl only borrows. It must live until the transfer has ended, as must its
// arguments. The handle comes without options and loses them again at destruction. Its connection
// stays.
class RequestOptions {
 public:
  // libcurl writes its own words about a failure to `curl_text`. Throws base::FileError when a
  // secret cannot be used.
  RequestOptions(void* easy, const config::HttpClientConfig& config, const HttpRequest& request,
                 ReplySink& sink, const Bound& bound, CurlText& curl_text);
  RequestOptions(const RequestOptions&) = delete;
  RequestOptions& operator=(const RequestOptions&) = delete;

  // Of every secret that the request carries.
  [[nodiscard]] const Mask& mask() const { return mask_; }

 private:
  struct ListDeleter {
    void operator()(curl_slist* list) const noexcept;
  };
  using List = std::unique_ptr<curl_slist, ListDeleter>;

  struct ResetEasy {
    void operator()(void* easy) const noexcept;
  };

  static void Append(List& list, const std::string& line);
  void AddHeader(const std::string& name, const std::string& value);
  void AddSecretHeader(const std::string& name, const std::string& value, const std::string& key);
  void SetLimits();
  void SetCallbacks(ReplySink& sink, const Bound& bound, CurlText& curl_text);
  void SetTls();
  void SetProxy();
  void SetTarget();
  void SetCredentials();
  void SetMethodAndBody();
  void SetHeaders();

  const config::HttpClientConfig& config_;
  const HttpRequest& request_;
  long user_timeout_ms_;
  Mask mask_;
  List headers_;
  List connect_to_;
  std::unique_ptr<void, ResetEasy> easy_;  // last: forgets the others before they go
};

}  // namespace agent::net
