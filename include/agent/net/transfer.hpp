#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "agent/net/bound.hpp"
#include "agent/net/failure.hpp"
#include "agent/net/http_client.hpp"
#include "agent/net/mask.hpp"
#include "agent/net/reply_sink.hpp"

struct curl_slist;

namespace agent::net {

// One request set up on a libcurl easy handle (a CURL*, which is a void*), with everything that
// libcurl only borrows: it must live until the transfer has ended, as must its arguments. The
// handle comes without options and loses them again at destruction; its connection stays.
class Transfer {
 public:
  // Throws base::FileError when a secret cannot be used.
  Transfer(void* easy, const config::HttpClientConfig& config, const HttpRequest& request,
           const Bound& bound);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // What came of it, after libcurl ended the transfer with `curl_code`. To be called once.
  [[nodiscard]] HttpReply TakeReply(int curl_code);

  // Of the request's body, so far.
  [[nodiscard]] std::size_t BodyBytesSent();

 private:
  struct ListDeleter {
    void operator()(curl_slist* list) const noexcept;
  };
  using List = std::unique_ptr<curl_slist, ListDeleter>;

  struct ResetEasy {
    void operator()(void* easy) const noexcept;
  };

  // CURLOPT_XFERINFOFUNCTION: libcurl asks it also where it reads on without handing anything over,
  // as it does while a proxy's answer to CONNECT does not end. `self` is the Transfer.
  static int OnProgress(void* self, std::int64_t, std::int64_t, std::int64_t,
                        std::int64_t) noexcept;

  static void Append(List& list, const std::string& line);
  void AddHeader(const std::string& name, const std::string& value);
  void AddSecretHeader(const std::string& name, const std::string& value, const std::string& key);
  void SetLimits();
  void SetTls();
  void SetProxy();
  void SetTarget();
  void SetCredentials();
  void SetMethodAndBody();
  void SetHeaders();
  [[nodiscard]] std::string ProxyInTheClear() const;
  void JudgeWhoAnswered(HttpReply& reply) const;
  [[nodiscard]] std::string Header(const char* name) const;
  [[nodiscard]] Stage ReachedStage() const;
  [[nodiscard]] Explanation ExplainEnd(int curl_code) const;

  const config::HttpClientConfig& config_;
  const HttpRequest& request_;
  const Bound& bound_;
  long user_timeout_ms_;
  ReplySink sink_;
  Mask mask_;  // of every secret that the request carries
  List headers_;
  List connect_to_;
  std::array<char, 256> curl_text_{};      // CURL_ERROR_SIZE
  std::unique_ptr<void, ResetEasy> easy_;  // last: forgets the others before they go
};

}  // namespace agent::net
