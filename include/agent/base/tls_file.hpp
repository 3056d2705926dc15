#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agent::base {

// What a file in PEM form (RFC 7468) is to hold.
enum class TlsFile {
  kCa,           // certificates to trust
  kCertificate,  // our own certificate, then its chain
  kKey,          // a private key without a passphrase
};

// The largest file that is read. A bundle of all public CAs is far smaller.
inline constexpr std::size_t kMaxTlsFileBytes = std::size_t{4} << 20;

// The content of `path`. Throws FileNotReady when the file is missing, unreadable or empty. Throws
// FileError when its PEM form is not that of `kind`; what() says what the file is instead, and what
// to do. Certificates are not decoded.
[[nodiscard]] std::string ReadTlsFile(const std::string& path, TlsFile kind);

// What is wrong with `content` as a file of `kind`, and what to do. Empty when nothing is wrong.
// `path` is named in the command that repairs it.
[[nodiscard]] std::string TlsFileFault(const std::string& path, std::string_view content,
                                       TlsFile kind);

// The bytes of `text` for GnuTLS (`Datum` is its gnutls_datum_t). Its functions take a pointer to
// non-const, but only read.
template <typename Datum>
[[nodiscard]] Datum AsDatum(const std::string& text) {
  auto* const bytes = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  return {bytes, static_cast<unsigned>(text.size())};
}

// Throws FileError when `key` does not belong to the first certificate in `certificate`. Both are
// the contents of the named files. Does nothing when it cannot parse one of them.
void CheckKeyBelongs(const std::string& certificate_file, const std::string& certificate,
                     const std::string& key_file, const std::string& key);

}  // namespace agent::base
