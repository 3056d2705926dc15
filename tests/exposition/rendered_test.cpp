#include "agent/exposition/rendered.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace agent::exposition {
namespace {

std::string Gunzip(const std::string& gzip, std::size_t expected_size) {
  std::string text(expected_size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

TEST(Rendered, HoldsTheTextAndItsGzip) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "odin_x{i=\"" + std::to_string(i) + "\"} 1\n";
  const Rendered rendered = Render(text);
  EXPECT_EQ(rendered.text, text);
  EXPECT_LT(rendered.gzip.size(), text.size() / 4);
  EXPECT_EQ(Gunzip(rendered.gzip, text.size()), text);
}

TEST(Rendered, TakesAnEmptyText) { EXPECT_EQ(Gunzip(Render("").gzip, 0), ""); }

TEST(Rendered, CompressesWhatDoesNotGetSmaller) {
  std::mt19937 random(1);
  std::string text(3'000'000, '\0');
  for (char& c : text) c = static_cast<char>(random());
  const Rendered rendered = Render(text);
  EXPECT_GT(rendered.gzip.size(), text.size());
  EXPECT_EQ(Gunzip(rendered.gzip, text.size()), text);
}

}  // namespace
}  // namespace agent::exposition
