#include "agent/serve/bcrypt.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace agent::serve {
namespace {

constexpr int kQuick = 4;

TEST(Bcrypt, VerifiesWhatItHashed) {
  const std::string hash = HashPassword("correct horse", kQuick);
  EXPECT_TRUE(hash.starts_with("$2b$04$")) << hash;
  EXPECT_TRUE(VerifyPassword("correct horse", hash));
  EXPECT_FALSE(VerifyPassword("correct horsf", hash));
  EXPECT_FALSE(VerifyPassword("", hash));
}

TEST(Bcrypt, SaltsEachHash) {
  EXPECT_NE(HashPassword("same", kQuick), HashPassword("same", kQuick));
}

TEST(Bcrypt, TakesTheHashesOfOtherPrograms) {
  // Known answers: test vectors of other implementations.
  EXPECT_TRUE(VerifyPassword("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."));
  EXPECT_TRUE(
      VerifyPassword("U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
}

TEST(Bcrypt, RefusesAllHashesThatAreNotBcrypt) {
  const std::string good = HashPassword("x", kQuick);
  EXPECT_TRUE(IsBcryptHash(good));
  for (const std::string& hash :
       {std::string(), std::string("x"), std::string("ab"), good.substr(0, 59), good + "a",
        "$2x" + good.substr(3), "$2$" + good.substr(3), "$1$" + good.substr(3),
        "$2b$03" + good.substr(6), "$2b$32" + good.substr(6), "$2b$4$" + good.substr(6),
        "$2b$+4" + good.substr(6), good.substr(0, 59) + "!", good.substr(0, 59) + '\0',
        std::string("$6$salt$hash")}) {
    EXPECT_FALSE(IsBcryptHash(hash)) << hash;
    EXPECT_FALSE(VerifyPassword("x", hash)) << hash;
  }
}

TEST(Bcrypt, LooksAtTheFirst72BytesAsOthersDo) {
  const std::string password(72, 'p');
  const std::string hash = HashPassword(password, kQuick);
  EXPECT_TRUE(VerifyPassword(password + "more", hash));
  EXPECT_TRUE(VerifyPassword(password + std::string(5000, 'm'), hash));
  EXPECT_FALSE(VerifyPassword(password.substr(1), hash));
}

TEST(Bcrypt, DoesNotTakeANulByteForTheEnd) {
  const std::string hash = HashPassword("secret", kQuick);
  EXPECT_FALSE(VerifyPassword(std::string("secret\0", 7), hash));
  EXPECT_FALSE(VerifyPassword(std::string("secret\0guess", 12), hash));
}

std::string WhyNot(const std::string& password, int cost) {
  try {
    return HashPassword(password, cost);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Bcrypt, SaysWhyItDoesNotHashAPassword) {
  EXPECT_EQ(WhyNot("", kQuick), "the password is empty");
  EXPECT_EQ(WhyNot(std::string("a\0b", 3), kQuick), "the password holds a NUL byte");
  EXPECT_EQ(WhyNot(std::string(73, 'x'), kQuick),
            "the password has 73 bytes; bcrypt only looks at the first 72");
  EXPECT_EQ(WhyNot("x", 3), "bcrypt's cost is 3, but must be from 4 to 31");
  EXPECT_EQ(WhyNot("x", 32), "bcrypt's cost is 32, but must be from 4 to 31");
}

TEST(Bcrypt, TakesAsLongForADecoyAsForAnyHash) {
  EXPECT_EQ(BcryptCost(HashPassword("pw", 5)), 5);
  EXPECT_EQ(BcryptCost("hash of pw"), std::nullopt);
  const auto cpu_time = [](const std::string& hash) {
    const std::clock_t begun = std::clock();
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(VerifyPassword("guess", hash));
    return static_cast<double>(std::clock() - begun);
  };
  for (const int cost : {4, 6, 8}) {
    ASSERT_EQ(BcryptCost(DecoyHash(cost)), cost);
    const double ratio = cpu_time(DecoyHash(cost)) / cpu_time(HashPassword("pw", cost));
    EXPECT_GT(ratio, 0.5) << cost;
    EXPECT_LT(ratio, 2) << cost;
  }
  EXPECT_EQ(DecoyHash(31).substr(0, 7), "$2b$31$");
}

}  // namespace
}  // namespace agent::serve
