#include "agent/exposition/rendered.hpp"

#include <zlib.h>

#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

namespace agent::exposition {
namespace {

constexpr int kLevel = 5;  // expositions get as small as with 6, the default, for a fifth less
constexpr int kGzipWindow = 15 + 16;  // zlib: 16 on top asks for a gzip header
constexpr int kMemoryLevel = 8;
constexpr std::size_t kLeastBytes = 1024;

}  // namespace

Rendered Render(std::string text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();  // zlib itself has no other reason
  }
  const std::unique_ptr<z_stream, decltype(&deflateEnd)> owner(&stream, deflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  // Expositions get a tenth as large, so that zlib's bound for any data would be mostly unused.
  std::string gzip(text.size() / 8 + kLeastBytes, '\0');
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(gzip.data()) + stream.total_out;
    stream.avail_out = static_cast<uInt>(gzip.size() - stream.total_out);
    const int result = deflate(&stream, Z_FINISH);
    if (result == Z_STREAM_END) break;
    if (result != Z_OK && result != Z_BUF_ERROR) {
      throw std::runtime_error("cannot compress the exposition");
    }
    gzip.resize(gzip.size() + gzip.size() / 2);
  }
  gzip.resize(stream.total_out);
  gzip.shrink_to_fit();
  return {std::move(text), std::move(gzip)};
}

}  // namespace agent::exposition
