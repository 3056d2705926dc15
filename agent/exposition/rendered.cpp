#include "agent/exposition/rendered.hpp"

#include <zlib.h>

#include <stdexcept>
#include <utility>

namespace agent::exposition {
namespace {

constexpr int kLevel = 5;  // expositions get as small as with 6, the default, for a fifth less
constexpr int kGzipWindow = 15 + 16;  // zlib: 16 on top asks for a gzip header
constexpr int kMemoryLevel = 8;

}  // namespace

Rendered Render(std::string text) {
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("cannot compress the exposition: out of memory");
  }
  std::string gzip(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(gzip.data());
  stream.avail_out = static_cast<uInt>(gzip.size());
  const int result = deflate(&stream, Z_FINISH);
  gzip.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("cannot compress the exposition");
  gzip.shrink_to_fit();
  return {std::move(text), std::move(gzip)};
}

}  // namespace agent::exposition
