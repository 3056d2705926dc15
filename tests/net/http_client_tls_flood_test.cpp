// A server that keeps TLS itself busy, below HTTP.
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <thread>

#include "agent/net/http_client.hpp"
#include "net/client_helpers.hpp"
#include "support/certificates.hpp"
#include "support/loopback.hpp"
#include "support/promptly.hpp"
#include "support/temp_dir.hpp"

namespace agent::net {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

struct SslDeleter {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

// Takes one connection and one request, and then sends key updates (RFC 8446 section 4.6.3) for as
// long as the client stays.
class KeyUpdater {
 public:
  explicit KeyUpdater(const test::CertificateFiles& files)
      : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate_file(context_.get(), files.cert_file.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context_.get(), files.key_file.c_str(), SSL_FILETYPE_PEM);
    listener_.Listen(1);
    thread_ = std::jthread([this] { Serve(); });
  }

  [[nodiscard]] std::string url() const {
    return "https://127.0.0.1:" + std::to_string(listener_.port());
  }

 private:
  void Serve() const {
    const int fd = ::accept(listener_.fd(), nullptr, nullptr);
    const std::unique_ptr<SSL, SslDeleter> ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), fd);
    std::array<char, 4096> request{};
    if (SSL_accept(ssl.get()) == 1 &&
        SSL_read(ssl.get(), request.data(), static_cast<int>(request.size())) > 0) {
      while (SSL_key_update(ssl.get(), SSL_KEY_UPDATE_NOT_REQUESTED) == 1 &&
             SSL_do_handshake(ssl.get()) == 1) {
      }
    }
    ::close(fd);
  }

  const std::unique_ptr<SSL_CTX, SslDeleter> context_;
  test::LoopbackSocket listener_;
  std::jthread thread_;  // last: it uses the others
};

TEST(HttpClientBound, EndsInTimeWhileTheServerRenewsItsKeysWithoutEnd) {
  const test::TempDir folder;
  const test::CertificateAuthority ca(folder.path(), "ca");
  config::HttpClientConfig config;
  config.tls_config.ca_file = ca.ca_file();
  const KeyUpdater server(ca.Issue("server"));
  const auto asked = steady_clock::now();
  const HttpReply reply = test::SendOnce(test::Get(server.url(), seconds(1)), config);
  EXPECT_LT(steady_clock::now() - asked, test::Promptly(seconds(2)));
  EXPECT_EQ(reply.error, TransportError::kTimeout) << reply.detail;
}

}  // namespace
}  // namespace agent::net
