#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "agent/net/bound.hpp"
#include "agent/net/failure.hpp"

namespace agent::net {

// Receives a reply from libcurl's callbacks, within limits of size, time and encoding. A reply that
// exceeds them ends its transfer.
class ReplySink {
 public:
  // `decodes_gzip` says whether libcurl decodes a Content-Encoding. `bound` must outlive the sink.
  ReplySink(std::size_t max_body_bytes, bool decodes_gzip, const Bound& bound);

  // Hands the body of a success to `take`, and keeps only its head (HttpRequest::on_body). `take`
  // must outlive the sink.
  void HandBodyTo(const std::function<bool(std::string_view)>& take) { take_ = &take; }

  // CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION; `self` is the ReplySink.
  static std::size_t OnBody(const char* data, std::size_t, std::size_t count, void* self) noexcept;
  static std::size_t OnHeader(const char* data, std::size_t, std::size_t count,
                              void* self) noexcept;

  [[nodiscard]] std::string& body() { return body_; }

  // Why the sink ended the transfer. Nothing when it did not, or when time was over. `server` is
  // the server's name in the sentence.
  [[nodiscard]] std::optional<Explanation> Refusal(const std::string& server) const;

 private:
  std::size_t HandOverBody(const char* data, std::size_t count);
  void WatchStatus(std::string_view line);
  // The header fields that name an encoding which libcurl would decode.
  enum class Field { kOther, kContentEncoding, kTransferEncoding };

  std::size_t KeepBody(const char* data, std::size_t count);
  std::size_t WatchHeader(const char* data, std::size_t count);
  void WatchField(std::string_view line);
  void WatchContentEncoding(std::string_view coding);
  void WatchTransferEncoding(std::string_view coding);

  const std::size_t max_body_bytes_;
  const bool decodes_gzip_;
  const std::function<bool(std::string_view)>* take_ = nullptr;
  std::size_t handed_over_bytes_ = 0;
  bool is_success_ = false;
  bool is_out_of_memory_ = false;
  bool is_unwanted_ = false;  // `take_` has returned false
  const Bound& bound_;
  std::string body_;
  std::size_t header_bytes_ = 0;
  Field last_field_ = Field::kOther;
  bool is_gzip_ = false;
  bool is_chunked_ = false;
  bool is_body_too_large_ = false;
  bool is_header_too_large_ = false;
  bool has_unasked_encoding_ = false;
  bool has_unasked_transfer_coding_ = false;  // other than chunked
};

}  // namespace agent::net
