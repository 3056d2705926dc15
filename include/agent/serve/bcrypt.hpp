#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace agent::serve {

inline constexpr int kDefaultBcryptCost = 10;

// A bcrypt hash ("$2b$", fresh salt) for `basic_auth_users`. Its time doubles with each step of
// `cost` (4–31): 10 is about 50 ms on a desktop and a quarter of a second on a Raspberry Pi 3.
// Throws std::invalid_argument, saying what is wrong, for a cost outside of that and for a password
// that is empty, holds a NUL byte, or is longer than 72 bytes (bcrypt ignores the rest).
[[nodiscard]] std::string HashPassword(const std::string& password, int cost = kDefaultBcryptCost);

// Whether `hash` is a whole bcrypt hash: $2a$, $2b$ or $2y$, a cost of 04–31, 53 characters.
[[nodiscard]] bool IsBcryptHash(std::string_view hash);

// The cost of such a hash; nothing for any other.
[[nodiscard]] std::optional<int> BcryptCost(std::string_view hash);

// A hash of that cost (4–31) without a known password. A check against it takes as long as against
// a real one.
[[nodiscard]] std::string DecoyHash(int cost);

// Whether `hash` was made from `password`. False for a hash that IsBcryptHash refuses, because
// crypt(3) accepts weaker kinds such as DES. False for a NUL byte in the password. Bytes after the
// 72nd do not count, as in every program with bcrypt. Slow by design: see HashPassword.
[[nodiscard]] bool VerifyPassword(const std::string& password, const std::string& hash);

}  // namespace agent::serve
