#include "agent/serve/keyed_hash.hpp"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <stdexcept>
#include <string>

namespace agent::serve {

const KeyedHash::Key& KeyedHash::TheKey() const {
  std::call_once(drawn_, [this] {
    if (const int code = ::gnutls_rnd(GNUTLS_RND_KEY, key_.data(), key_.size()); code < 0) {
      throw std::runtime_error(std::string("cannot get random bytes: ") + ::gnutls_strerror(code));
    }
  });
  return key_;
}

KeyedHash::Digest KeyedHash::operator()(std::initializer_list<std::string_view> parts) const {
  std::string message;
  for (const std::string_view part : parts) {
    message += std::to_string(part.size());
    message += ':';
    message += part;
  }
  const Key& key = TheKey();
  Digest digest;
  if (const int code = ::gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.data(), key.size(), message.data(),
                                          message.size(), digest.data());
      code < 0) {
    throw std::runtime_error(std::string("cannot compute a fingerprint: ") +
                             ::gnutls_strerror(code));
  }
  return digest;
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::gnutls_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool ConstantTimeEqual(const KeyedHash::Digest& a, const KeyedHash::Digest& b) {
  return ::gnutls_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace agent::serve
