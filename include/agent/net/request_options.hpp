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

// Half of the request's timeout. The other half is for sending after a slow connect. It is also for
// a second try on a new connection when a kept one is dead (SetUserTimeout).
[[nodiscard]] std::chrono::milliseconds ConnectTimeout(const HttpRequest& request);

// Sets the options of one request on a libcurl easy handle (a CURL*, which is a void*), and owns
// the data that libcurl borrows. This object and its arguments must live until the transfer has
// ended. The handle must have no options before. The destructor removes the options, and keeps the
// handle's connection.
class RequestOptions {
 public:
  // libcurl writes its error message to `curl_text`. Throws base::FileError when a secret cannot be
  // used.
  RequestOptions(void* easy, const config::HttpClientConfig& config, const HttpRequest& request,
                 ReplySink& sink, const Bound& bound, CurlText& curl_text);
  RequestOptions(const RequestOptions&) = delete;
  RequestOptions& operator=(const RequestOptions&) = delete;

  // A mask of every secret that the request carries.
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
  std::unique_ptr<void, ResetEasy> easy_;  // last: the handle is reset before its data is destroyed
};

}  // namespace agent::net
