#include "agent/net/reply_sink.hpp"

#include <algorithm>
#include <new>
#include <string_view>

#include "agent/base/text.hpp"

namespace agent::net {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;  // more than any honest server sends

}  // namespace

ReplySink::ReplySink(std::size_t max_body_bytes, bool decodes_gzip, const Bound& bound)
    : max_body_bytes_(max_body_bytes), decodes_gzip_(decodes_gzip), bound_(bound) {}

std::size_t ReplySink::OnBody(const char* data, std::size_t, std::size_t count,
                              void* self) noexcept {
  ReplySink& sink = *static_cast<ReplySink*>(self);
  try {
    return sink.KeepBody(data, count);
  } catch (const std::bad_alloc&) {
    sink.is_out_of_memory_ = true;
    return 0;
  }
}

std::size_t ReplySink::OnHeader(const char* data, std::size_t, std::size_t count,
                                void* self) noexcept {
  return static_cast<ReplySink*>(self)->WatchHeader(data, count);
}

// Less than `count` ends the transfer.
std::size_t ReplySink::KeepBody(const char* data, std::size_t count) {
  if (bound_.IsOver()) return 0;
  if (take_ != nullptr && is_success_) return HandOverBody(data, count);
  const std::size_t fits = std::min(count, max_body_bytes_ - body_.size());
  body_.append(data, fits);
  is_body_too_large_ = fits < count;
  return fits;
}

std::size_t ReplySink::HandOverBody(const char* data, std::size_t count) {
  constexpr std::size_t kHeadBytes = 4096;
  is_body_too_large_ = count > max_body_bytes_ - handed_over_bytes_;
  if (is_body_too_large_) return 0;
  handed_over_bytes_ += count;
  const std::string_view piece(data, count);
  body_ += piece.substr(0, kHeadBytes - std::min(body_.size(), kHeadBytes));
  is_unwanted_ = !(*take_)(piece);
  return is_unwanted_ ? 0 : count;
}

// "HTTP/1.1 200 OK": the last such line counts, after those of 1xx replies.
void ReplySink::WatchStatus(std::string_view line) {
  if (!line.starts_with("HTTP/")) return;
  const std::size_t space = line.find(' ');
  is_success_ = space != std::string_view::npos && line.substr(space + 1).starts_with('2');
}

// Bounds the header, 1xx replies, trailers and all, and looks at the encodings before libcurl
// decodes: it would undo several, one in the other, of which a small reply can make work for hours.
std::size_t ReplySink::WatchHeader(const char* data, std::size_t count) {
  if (bound_.IsOver()) return 0;
  header_bytes_ += count;
  WatchStatus(std::string_view(data, count));
  is_header_too_large_ = header_bytes_ > kMaxHeaderBytes;
  WatchField(std::string_view(data, count));
  const bool is_refused =
      is_header_too_large_ || has_unasked_encoding_ || has_unasked_transfer_coding_;
  return is_refused ? 0 : count;
}

// Of 1xx replies and trailers too: libcurl piles up all that it is told to undo.
void ReplySink::WatchField(std::string_view line) {
  const bool continues = line.starts_with(' ') || line.starts_with('\t');
  if (continues) {  // the value that the field's first line began (RFC 9112 section 5.2)
    has_unasked_encoding_ |= last_field_ == Field::kContentEncoding && decodes_gzip_;
    has_unasked_transfer_coding_ |= last_field_ == Field::kTransferEncoding;
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = base::Trim(line.substr(0, colon));
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view() : base::Trim(line.substr(colon + 1));
  last_field_ = Field::kOther;
  if (base::EqualsIgnoreCase(name, "Content-Encoding")) {
    last_field_ = Field::kContentEncoding;
    WatchContentEncoding(value);
  } else if (base::EqualsIgnoreCase(name, "Transfer-Encoding")) {
    last_field_ = Field::kTransferEncoding;
    WatchTransferEncoding(value);
  }
}

void ReplySink::WatchContentEncoding(std::string_view coding) {
  if (!decodes_gzip_) return;
  const bool is_gzip =
      base::EqualsIgnoreCase(coding, "gzip") || base::EqualsIgnoreCase(coding, "x-gzip");
  const bool is_plain = coding.empty() || base::EqualsIgnoreCase(coding, "identity");
  has_unasked_encoding_ |= !is_plain && (!is_gzip || is_gzip_);
  is_gzip_ |= is_gzip;
}

// We ask for none (TE), so a server may use no other than chunked, and that once (RFC 9112 section
// 6.1). libcurl undoes the others all the same.
void ReplySink::WatchTransferEncoding(std::string_view coding) {
  has_unasked_transfer_coding_ |= is_chunked_ || !base::EqualsIgnoreCase(coding, "chunked");
  is_chunked_ = true;
}

std::optional<Explanation> ReplySink::Refusal(const std::string& server) const {
  if (is_body_too_large_) {
    return Explanation{TransportError::kTooLarge, "the reply of " + server + " is larger than " +
                                                      std::to_string(max_body_bytes_) + " bytes"};
  }
  if (is_out_of_memory_) {
    return Explanation{TransportError::kConnect,
                       "there is not memory enough for the reply of " + server +
                           ": raise the limit "
                           "that the program runs under (MemoryMax, mem_limit, ulimit)"};
  }
  if (is_unwanted_) {
    return Explanation{TransportError::kTooLarge, "the reply of " + server + " was not read whole"};
  }
  if (is_header_too_large_) {
    return Explanation{TransportError::kTooLarge, "the header of " + server +
                                                      "'s reply is larger than " +
                                                      std::to_string(kMaxHeaderBytes) + " bytes"};
  }
  if (has_unasked_encoding_) {
    return Explanation{TransportError::kEncoding,
                       "the reply of " + server + " is compressed in a way that was not asked for"};
  }
  if (has_unasked_transfer_coding_) {
    return Explanation{TransportError::kEncoding,
                       "the reply of " + server +
                           " has another transfer coding than chunked, which was not asked for"};
  }
  return std::nullopt;
}

}  // namespace agent::net
