#include "agent/publish/gzip_choice.hpp"

#include <gmock/gmock.h>

namespace agent::publish {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

const base::SteadyTime kStart{hours(1)};

TEST(GzipChoice, OutlivesAStray400) {
  GzipChoice choice(config::Compression::kAuto);
  EXPECT_EQ(choice.OnlyPlainTaken(400, kStart), "");
  EXPECT_TRUE(choice.UseGzip(kStart));
  EXPECT_EQ(choice.GzipTaken(), "");
  EXPECT_EQ(choice.OnlyPlainTaken(400, kStart), "");
  EXPECT_TRUE(choice.UseGzip(kStart));
}

TEST(GzipChoice, GivesUpAfterTwo400InARowOrOne415AndSaysSoOnce) {
  GzipChoice choice(config::Compression::kAuto);
  EXPECT_EQ(choice.OnlyPlainTaken(400, kStart), "");
  EXPECT_THAT(choice.OnlyPlainTaken(400, kStart), HasSubstr("does not read gzip"));
  EXPECT_FALSE(choice.UseGzip(kStart + minutes(59)));
  EXPECT_TRUE(choice.UseGzip(kStart + minutes(60)));
  EXPECT_EQ(choice.OnlyPlainTaken(400, kStart + minutes(60)), "");
  EXPECT_FALSE(choice.UseGzip(kStart + minutes(61)));

  GzipChoice other(config::Compression::kAuto);
  EXPECT_THAT(other.OnlyPlainTaken(415, kStart), HasSubstr("does not read gzip"));
  EXPECT_FALSE(other.UseGzip(kStart));
}

TEST(GzipChoice, TriesGzipAgainAfterAFailureAndSaysThatItIsTaken) {
  GzipChoice choice(config::Compression::kAuto);
  EXPECT_NE(choice.OnlyPlainTaken(415, kStart), "");
  choice.Failed();
  EXPECT_TRUE(choice.UseGzip(kStart));
  EXPECT_THAT(choice.GzipTaken(), HasSubstr("takes gzip again"));
  EXPECT_EQ(choice.GzipTaken(), "");
}

TEST(GzipChoice, DoesAsItIsTold) {
  EXPECT_FALSE(GzipChoice(config::Compression::kNone).UseGzip(kStart));
  EXPECT_FALSE(GzipChoice(config::Compression::kNone).MayFallBack(400));
  EXPECT_FALSE(GzipChoice(config::Compression::kGzip).MayFallBack(415));
  EXPECT_TRUE(GzipChoice(config::Compression::kAuto).MayFallBack(400));
  EXPECT_TRUE(GzipChoice(config::Compression::kAuto).MayFallBack(415));
  EXPECT_FALSE(GzipChoice(config::Compression::kAuto).MayFallBack(413));
}

}  // namespace
}  // namespace agent::publish
