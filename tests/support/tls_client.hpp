#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "support/certificates.hpp"
#include "support/raw_client.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace agent::test {

struct TlsClientOptions {
  std::string ca_file;
  CertificateFiles certificate;  // none where its names are empty
  int max_version = 0;           // such as TLS1_1_VERSION; 0: the newest
};

// A client that speaks TLS and accepts only certificates that `ca_file` issued for 127.0.0.1. Every
// wait ends after 20 s at the latest.
class TlsClient {
 public:
  // Connects and shakes hands; throws std::runtime_error, with OpenSSL's reason, when it cannot.
  TlsClient(std::uint16_t port, const TlsClientOptions& options,
            const std::string& from = "127.0.0.1");
  ~TlsClient();

  // The common name in the server's certificate.
  [[nodiscard]] std::string ServerName() const;

  bool Send(std::string_view bytes);
  Reply Read();

 private:
  struct Deleter {
    void operator()(ssl_st* ssl) const noexcept;
    void operator()(ssl_ctx_st* context) const noexcept;
  };

  RawClient socket_;
  std::unique_ptr<ssl_ctx_st, Deleter> context_;
  std::unique_ptr<ssl_st, Deleter> ssl_;
  ReplyReader reader_;
};

// One request on a connection of its own.
Reply GetTls(std::uint16_t port, std::string_view target, const TlsClientOptions& options,
             const std::vector<std::string>& headers = {});

}  // namespace agent::test
