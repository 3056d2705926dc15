#include "support/nested_codings.hpp"

#include <zlib.h>

#include <stdexcept>

namespace agent::test {
namespace {

constexpr int kRepeats = 1000;

// `text` as deflate blocks (RFC 1951) that end at a byte and refer to nothing before them, so that
// they may stand in any stream, any number of times.
std::string Blocks(const std::string& text) {
  constexpr int kRawDeflate = -15;
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, kRawDeflate, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib fails");
  }
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FULL_FLUSH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  if (result != Z_OK) throw std::runtime_error("zlib fails");
  return out;
}

std::string Repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

std::string FourLayersOfGzip() {
  const std::string header("\x1f\x8b\x08\0\0\0\0\0\0\3", 10);  // RFC 1952
  const std::string empty_block("\0\0\0\xff\xff", 5);
  // Each layer is a beginning and then a part that is repeated without end.
  std::string beginning = header;
  std::string part = Repeat(empty_block, 200 * kRepeats);
  constexpr int kFurtherLayers = 3;
  for (int layer = 0; layer < kFurtherLayers; ++layer) {
    beginning = header + Blocks(beginning);
    part = Blocks(layer == 0 ? part : Repeat(part, kRepeats));
  }
  while (beginning.size() < 17'000) beginning += part;
  return beginning;
}

}  // namespace agent::test
