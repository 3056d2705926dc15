#pragma once

#include <cstddef>
#include <string>

#include "agent/net/bound.hpp"
#include "agent/net/failure.hpp"
#include "agent/net/http_client.hpp"
#include "agent/net/reply_sink.hpp"
#include "agent/net/request_options.hpp"

namespace agent::net {

// One request and its reply on a libcurl easy handle (a CURL*, which is a void*). This object and
// its arguments must live until the transfer has ended.
class Transfer {
 public:
  // Throws base::FileError when a secret cannot be used.
  Transfer(void* easy, const config::HttpClientConfig& config, const HttpRequest& request,
           const Bound& bound);

  // The result, after libcurl ended the transfer with `curl_code`. Call it once.
  [[nodiscard]] HttpReply TakeReply(int curl_code);

  // Of the request's body, so far.
  [[nodiscard]] std::size_t BodyBytesSent() const;

 private:
  [[nodiscard]] std::string ProxyInTheClear() const;
  void JudgeSender(HttpReply& reply) const;
  [[nodiscard]] std::string Header(const char* name) const;
  [[nodiscard]] Stage ReachedStage() const;
  [[nodiscard]] Explanation ExplainEnd(int curl_code) const;

  const config::HttpClientConfig& config_;
  const HttpRequest& request_;
  void* const easy_;
  ReplySink sink_;
  CurlText curl_text_{};
  const RequestOptions options_;  // last: the handle is reset before its data is destroyed
};

}  // namespace agent::net
