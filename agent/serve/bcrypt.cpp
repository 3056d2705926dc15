#include "agent/serve/bcrypt.hpp"

#include <crypt.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "agent/serve/keyed_hash.hpp"

namespace agent::serve {
namespace {

constexpr std::size_t kMaxPasswordBytes = 72;
constexpr int kMinCost = 4;
constexpr int kMaxCost = 31;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHashCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '/';
}

// crypt(3) of bcrypt; empty when it refuses the setting.
std::string Crypt(const std::string& password, const std::string& setting) {
  const auto scratch = std::make_unique<crypt_data>();
  const char* hash =
      ::crypt_rn(password.c_str(), setting.c_str(), scratch.get(), sizeof(crypt_data));
  return hash == nullptr ? "" : hash;
}

}  // namespace

std::string HashPassword(const std::string& password, int cost) {
  if (password.empty()) throw std::invalid_argument("the password is empty");
  if (password.find('\0') != std::string::npos) {
    throw std::invalid_argument("the password holds a NUL byte");
  }
  if (password.size() > kMaxPasswordBytes) {
    throw std::invalid_argument("the password has " + std::to_string(password.size()) +
                                " bytes; bcrypt only looks at the first 72");
  }
  if (cost < kMinCost || cost > kMaxCost) {
    throw std::invalid_argument("bcrypt's cost is " + std::to_string(cost) +
                                ", but must be from 4 to 31");
  }
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  if (::crypt_gensalt_rn("$2b$", static_cast<unsigned long>(cost), nullptr, 0, setting,
                         sizeof setting) == nullptr) {
    throw std::system_error(errno, std::generic_category(), "cannot make a salt");
  }
  std::string hash = Crypt(password, setting);
  if (!IsBcryptHash(hash)) {
    throw std::system_error(errno, std::generic_category(), "cannot hash the password");
  }
  return hash;
}

bool IsBcryptHash(std::string_view hash) { return BcryptCost(hash).has_value(); }

std::optional<int> BcryptCost(std::string_view hash) {
  constexpr std::string_view kVariants = "aby";
  constexpr std::size_t kPrefixLength = 7;  // $2b$10$
  constexpr std::size_t kLength = kPrefixLength + 53;
  if (hash.size() != kLength || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$') {
    return std::nullopt;
  }
  if (kVariants.find(hash[2]) == std::string_view::npos) return std::nullopt;
  if (!IsDigit(hash[4]) || !IsDigit(hash[5])) return std::nullopt;
  const int cost = 10 * (hash[4] - '0') + (hash[5] - '0');
  if (cost < kMinCost || cost > kMaxCost) return std::nullopt;
  if (!std::all_of(hash.begin() + kPrefixLength, hash.end(), IsHashCharacter)) return std::nullopt;
  return cost;
}

std::string DecoyHash(int cost) {
  return std::string("$2b$") + static_cast<char>('0' + cost / 10) +
         static_cast<char>('0' + cost % 10) + '$' + std::string(53, '.');
}

bool VerifyPassword(const std::string& password, const std::string& hash) {
  if (!IsBcryptHash(hash) || password.find('\0') != std::string::npos) return false;
  // crypt(3) fails for passwords of 512 bytes and more instead of ignoring their tail.
  return ConstantTimeEqual(Crypt(password.substr(0, kMaxPasswordBytes), hash), hash);
}

}  // namespace agent::serve
