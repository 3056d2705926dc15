#include "support/server_connection.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <utility>

namespace agent::test {

void TlsDeleter::operator()(ssl_st* ssl) const noexcept { SSL_free(ssl); }

void TlsDeleter::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

TlsContext MakeTlsContext(const ServerTls& tls) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to clients that have gone
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || SSL_CTX_use_certificate_chain_file(context.get(), tls.cert_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), tls.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("scripted server: cannot use its certificate");
  }
  if (tls.client_ca_file.empty()) return context;
  if (SSL_CTX_load_verify_file(context.get(), tls.client_ca_file.c_str()) != 1) {
    throw std::runtime_error("scripted server: cannot use its client CA");
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

bool ServerConnection::Handshake(ssl_ctx_st* context) {
  ssl_.reset(SSL_new(context));
  if (!ssl_ || SSL_set_fd(ssl_.get(), fd_) != 1) return false;
  return SSL_accept(ssl_.get()) == 1;
}

bool ServerConnection::Read(std::string& out) {
  char buffer[16 * 1024];
  const auto got = ssl_ ? SSL_read(ssl_.get(), buffer, sizeof buffer)
                        : static_cast<int>(::recv(fd_, buffer, sizeof buffer, 0));
  if (got <= 0) return false;
  out.append(buffer, static_cast<std::size_t>(got));
  return true;
}

bool ServerConnection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_
                          ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                          : static_cast<int>(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void ServerConnection::Drain() {
  char buffer[4096];
  while (::recv(fd_, buffer, sizeof buffer, 0) > 0) {
  }
}

void ServerConnection::EndWriting() {
  if (ssl_) SSL_shutdown(ssl_.get());
  ::shutdown(fd_, SHUT_WR);
}

void ServerConnection::ResetAtClose() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void ServerConnection::Interrupt() {
  WithSocket([](int fd) { ::shutdown(fd, SHUT_RDWR); });
}

void ServerConnection::WithSocket(const std::function<void(int fd)>& act) {
  const std::lock_guard lock(mutex_);
  if (fd_ >= 0) act(fd_);
}

void ServerConnection::Close() {
  const std::lock_guard lock(mutex_);
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace agent::test
