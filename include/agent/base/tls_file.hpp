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

// The largest that is read: a bundle of all the world's CAs is well below it.
inline constexpr std::size_t kMaxTlsFileBytes = std::size_t{4} << 20;

// The content of `path`. Throws FileNotReady when the file is missing, unreadable or empty, and
// FileError (what it is instead, and what to do) when it holds something else than `kind`, as far
// as its form shows it. Does not look into a certificate.
[[nodiscard]] std::string ReadTlsFile(const std::string& path, TlsFile kind);

// What is wrong with `content` as a file of that kind, and what to do; empty where nothing is.
// `path` is what the remedy's command names.
[[nodiscard]] std::string TlsFileFault(const std::string& path, std::string_view content,
                                       TlsFile kind);

// The bytes of `text` as GnuTLS takes them (`Datum` is its gnutls_datum_t). Its functions want a
// pointer to non-const, but only read.
template <typename Datum>
[[nodiscard]] Datum AsDatum(const std::string& text) {
  auto* const bytes = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  return {bytes, static_cast<unsigned>(text.size())};
}

// Throws FileError when the key belongs to another certificate than the first one of the
// certificate's file. Both are the content of the files named. Says nothing of what it cannot read.
void CheckKeyBelongs(const std::string& certificate_file, const std::string& certificate,
                     const std::string& key_file, const std::string& key);

}  // namespace agent::base
