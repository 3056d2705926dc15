#include "agent/base/ascii_host.hpp"

#include <gnutls/gnutls.h>

#include <memory>

namespace agent::base {

std::optional<std::string> AsciiHost(const std::string& host) {
  gnutls_datum_t ascii{};
  if (::gnutls_idna_map(host.data(), static_cast<unsigned>(host.size()), &ascii, 0) < 0) {
    return std::nullopt;
  }
  const std::unique_ptr<unsigned char, decltype(gnutls_free)> owner(ascii.data, gnutls_free);
  return std::string(reinterpret_cast<const char*>(ascii.data), ascii.size);
}

}  // namespace agent::base
