#include "agent/base/tls_file.hpp"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/base/shell_word.hpp"
#include "agent/base/text.hpp"

namespace agent::base {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kLongestLabel = 40;

// The labels of the PEM blocks that begin in `content`, in order. OpenSSL sees a block only at the
// beginning of a line.
std::vector<std::string_view> Labels(std::string_view content) {
  std::vector<std::string_view> labels;
  for (std::size_t at = content.find(kBegin); at != std::string_view::npos;
       at = content.find(kBegin, at + 1)) {
    if (at > 0 && content[at - 1] != '\n' && content[at - 1] != '\r') continue;
    const std::size_t begin = at + kBegin.size();
    const std::size_t end = content.find(kDashes, begin);
    if (end != std::string_view::npos && end - begin <= kLongestLabel) {
      labels.push_back(content.substr(begin, end - begin));
    }
  }
  return labels;
}

bool IsWanted(std::string_view label, TlsFile kind) {
  if (kind == TlsFile::kKey) return label.ends_with("PRIVATE KEY");
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

std::string_view WhatIsWanted(TlsFile kind) {
  return kind == TlsFile::kKey ? "private key" : "certificate";
}

// Whether `content` is one ASN.1 SEQUENCE (X.690), as certificates, keys and PKCS#12 are in DER;
// `rest` is then what is in it.
bool IsDer(std::string_view content, std::string_view& rest) {
  constexpr char kSequence = 0x30;
  if (content.size() < 4 || content[0] != kSequence) return false;
  const auto length = static_cast<unsigned char>(content[1]);
  const std::size_t length_bytes = length < 0x80 ? 0 : length & 0x7F;
  if (length_bytes > 4 || content.size() < 2 + length_bytes) return false;
  rest = content.substr(2 + length_bytes);
  return true;
}

// PFX (RFC 7292 section 4) begins with the version, which is 3.
bool IsPkcs12(std::string_view in_sequence) {
  return in_sequence.starts_with(std::string_view("\x02\x01\x03", 3));
}

std::string Converted(const std::string& path) { return ShellWord(path + ".pem"); }

std::string ExplainDer(const std::string& path, std::string_view in_sequence, TlsFile kind) {
  const std::string in_out = " -in " + ShellWord(path) + " -out " + Converted(path);
  if (IsPkcs12(in_sequence)) {
    return "is PKCS#12 (.p12, .pfx), not PEM: convert it (openssl pkcs12" + in_out +
           (kind == TlsFile::kKey ? " -nocerts -nodes" : " -nokeys") + ") and name the new file";
  }
  return "is in DER form, not PEM: convert it (openssl " +
         std::string(kind == TlsFile::kKey ? "pkey" : "x509") + " -inform DER" + in_out +
         ") and name the new file";
}

std::string ExplainOther(const std::string& path, std::string_view content, TlsFile kind) {
  std::string_view in_sequence;
  if (IsDer(content, in_sequence)) return ExplainDer(path, in_sequence, kind);
  if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF")) {
    return "is UTF-16 text: save it as plain text (ASCII)";
  }
  const std::string wanted(WhatIsWanted(kind));
  const std::vector<std::string_view> labels = Labels(content);
  if (labels.empty() && content.find(kBegin) != std::string_view::npos) {
    return "does not begin a line with -----BEGIN: take away what stands before it (a byte order "
           "mark, or blanks)";
  }
  if (!labels.empty() && (labels[0] == "PKCS7" || labels[0] == "CMS")) {
    return "is PKCS#7: take the certificates out of it (openssl pkcs7 -print_certs -in " +
           ShellWord(path) + " -out " + Converted(path) + ") and name the new file";
  }
  if (!labels.empty()) {
    return "holds a " + ToLowerAscii(OneLine(labels[0], kLongestLabel)) + " but no " + wanted +
           ": name the file of the " + wanted;
  }
  return "holds no " + wanted + " in PEM form (-----BEGIN " +
         (kind == TlsFile::kKey ? "PRIVATE KEY" : "CERTIFICATE") + "-----)";
}

bool IsEncrypted(std::string_view label, std::string_view content) {
  return label.starts_with("ENCRYPTED") ||
         content.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos;
}

using KeyId = std::array<unsigned char, 32>;

// The id of the public key in what `import` reads into one of GnuTLS' objects.
template <typename Object, typename Import>
std::optional<KeyId> IdOf(int (*init)(Object**), void (*deinit)(Object*), const Import& import,
                          int (*get_key_id)(Object*, unsigned, unsigned char*, std::size_t*)) {
  Object* raw = nullptr;
  if (init(&raw) < 0) return std::nullopt;
  const std::unique_ptr<Object, void (*)(Object*)> owner(raw, deinit);
  KeyId id{};
  std::size_t size = id.size();
  if (import(raw) < 0 || get_key_id(raw, GNUTLS_KEYID_USE_SHA256, id.data(), &size) < 0) {
    return std::nullopt;
  }
  return id;
}

std::optional<KeyId> IdOfCertificate(const std::string& pem) {
  const auto import = [bytes = AsDatum<gnutls_datum_t>(pem)](gnutls_x509_crt_t certificate) {
    return ::gnutls_x509_crt_import(certificate, &bytes, GNUTLS_X509_FMT_PEM);
  };
  return IdOf(&::gnutls_x509_crt_init, &::gnutls_x509_crt_deinit, import,
              &::gnutls_x509_crt_get_key_id);
}

std::optional<KeyId> IdOfKey(const std::string& pem) {
  const auto import = [bytes = AsDatum<gnutls_datum_t>(pem)](gnutls_x509_privkey_t key) {
    return ::gnutls_x509_privkey_import2(key, &bytes, GNUTLS_X509_FMT_PEM, nullptr, 0);
  };
  return IdOf(&::gnutls_x509_privkey_init, &::gnutls_x509_privkey_deinit, import,
              &::gnutls_x509_privkey_get_key_id);
}

}  // namespace

std::string ReadTlsFile(const std::string& path, TlsFile kind) {
  std::string content = ReadSmallFile(path, kMaxTlsFileBytes);
  if (Trim(content).empty()) throw FileNotReady(path + ": is empty");
  const std::string fault = TlsFileFault(path, content, kind);
  if (!fault.empty()) throw FileError(path + ": " + fault);
  return content;
}

std::string TlsFileFault(const std::string& path, std::string_view content, TlsFile kind) {
  for (const std::string_view label : Labels(content)) {
    if (!IsWanted(label, kind)) continue;
    if (kind == TlsFile::kKey && IsEncrypted(label, content)) {
      return "has a passphrase, and nobody is there to type it: write the key without one (openssl "
             "pkey -in " +
             ShellWord(path) + " -out NEW)";
    }
    const std::string end = std::string(kEnd) + std::string(label) + std::string(kDashes);
    if (content.find(end) == std::string_view::npos) {
      return "is cut short: the line " + end + " is missing";
    }
    return "";
  }
  return ExplainOther(path, content, kind);
}

void CheckKeyBelongs(const std::string& certificate_file, const std::string& certificate,
                     const std::string& key_file, const std::string& key) {
  const std::optional<KeyId> of_certificate = IdOfCertificate(certificate);
  const std::optional<KeyId> of_key = IdOfKey(key);
  if (!of_certificate || !of_key || *of_certificate == *of_key) return;
  throw FileError(key_file + ": is not the key of the certificate in " + certificate_file +
                  ": put both files in place from the same renewal");
}

}  // namespace agent::base
