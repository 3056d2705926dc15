#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string_view>

namespace agent::serve {

// Fingerprints of secrets, to compare or remember them without keeping them: HMAC-SHA-256 under a
// random key that lives as long as this object. The key is drawn at the first use, which may have
// to wait for entropy on a system that has just been switched on. Thread-safe.
class KeyedHash {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  // The lengths of the parts count: {"ab", "c"} and {"a", "bc"} differ. Throws std::runtime_error
  // when the system gives no random bytes, or the library has no memory.
  [[nodiscard]] Digest operator()(std::initializer_list<std::string_view> parts) const;

 private:
  using Key = std::array<std::uint8_t, 32>;

  [[nodiscard]] const Key& TheKey() const;

  mutable std::once_flag drawn_;
  mutable Key key_{};
};

// Compares without an early exit, so that the time does not reveal how much is equal. The time does
// reveal whether the lengths are equal. If a length is secret, compare digests.
[[nodiscard]] bool ConstantTimeEqual(std::string_view a, std::string_view b);
[[nodiscard]] bool ConstantTimeEqual(const KeyedHash::Digest& a, const KeyedHash::Digest& b);

}  // namespace agent::serve
