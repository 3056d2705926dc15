#include "agent/net/reply_sink.hpp"

#include <algorithm>
#include <new>
#include <string_view>

#include "agent/base/text.hpp"

namespace agent::net {
namespace {

constexpr std::size_t kMaxHeaderBytes = 64 * 1024;  // more than any honest server sends

}  // namespace

ReplySink::ReplySink(std::size_t max_body_bytes, bool decodes_gzip)
    : max_body_bytes_(max_body_bytes), decodes_gzip_(decodes_gzip) {}

std::size_t ReplySink::OnBody(const char* data, std::size_t, std::size_t count,
                              void* self) noexcept {
  try {
    return static_cast<ReplySink*>(self)->KeepBody(data, count);
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

std::size_t ReplySink::OnHeader(const char* data, std::size_t, std::size_t count,
                                void* self) noexcept {
  return static_cast<ReplySink*>(self)->WatchHeader(data, count);
}

// Less than `count` ends the transfer.
std::size_t ReplySink::KeepBody(const char* data, std::size_t count) {
  const std::size_t fits = std::min(count, max_body_bytes_ - body_.size());
  body_.append(data, fits);
  is_body_too_large_ = fits < count;
  return fits;
}

// Bounds the header, 1xx replies and all, and looks at the encoding before libcurl decodes: it
// would take several, one in the other, of which a small reply can make work for hours.
std::size_t ReplySink::WatchHeader(const char* data, std::size_t count) {
  constexpr std::string_view kName = "content-encoding:";
  header_bytes_ += count;
  is_header_too_large_ = header_bytes_ > kMaxHeaderBytes;
  const std::string_view line(data, count);
  if (decodes_gzip_ && base::EqualsIgnoreCase(line.substr(0, kName.size()), kName)) {
    const std::string_view coding = base::Trim(line.substr(kName.size()));
    const bool is_gzip =
        base::EqualsIgnoreCase(coding, "gzip") || base::EqualsIgnoreCase(coding, "x-gzip");
    const bool is_plain = coding.empty() || base::EqualsIgnoreCase(coding, "identity");
    is_oddly_encoded_ |= !is_plain && (!is_gzip || is_gzip_);
    is_gzip_ |= is_gzip;
  }
  return is_header_too_large_ || is_oddly_encoded_ ? 0 : count;
}

std::optional<Explanation> ReplySink::Refusal(const std::string& server) const {
  if (is_body_too_large_) {
    return Explanation{TransportError::kTooLarge, "the reply of " + server + " is larger than " +
                                                      std::to_string(max_body_bytes_) + " bytes"};
  }
  if (is_header_too_large_) {
    return Explanation{TransportError::kTooLarge, "the header of " + server +
                                                      "'s reply is larger than " +
                                                      std::to_string(kMaxHeaderBytes) + " bytes"};
  }
  if (is_oddly_encoded_) {
    return Explanation{TransportError::kEncoding,
                       "the reply of " + server + " is compressed in a way that was not asked for"};
  }
  return std::nullopt;
}

}  // namespace agent::net
