#include "support/tls_client.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <csignal>
#include <stdexcept>

namespace agent::test {
namespace {

[[noreturn]] void Fail(const std::string& what) {
  const unsigned long code = ERR_get_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  throw std::runtime_error(what + ": " + (reason == nullptr ? "the connection ended" : reason));
}

}  // namespace

void TlsClient::Deleter::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
void TlsClient::Deleter::operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }

TlsClient::TlsClient(std::uint16_t port, const TlsClientOptions& options, const std::string& from)
    : socket_(port, "127.0.0.1", from), context_(SSL_CTX_new(TLS_client_method())) {
  const int at_once = 1;  // as every TLS client does, or small writes wait for each other
  ::setsockopt(socket_.fd(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to servers that have gone
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_security_level(context_.get(), 0);
  const CertificateFiles& own = options.certificate;
  if (SSL_CTX_set_max_proto_version(context_.get(), options.max_version) != 1 ||
      SSL_CTX_load_verify_locations(context_.get(), options.ca_file.c_str(), nullptr) != 1 ||
      (!own.cert_file.empty() &&
       (SSL_CTX_use_certificate_chain_file(context_.get(), own.cert_file.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context_.get(), own.key_file.c_str(), SSL_FILETYPE_PEM) !=
            1))) {
    Fail("setting up TLS");
  }
  ssl_.reset(SSL_new(context_.get()));
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), "127.0.0.1");
  SSL_set_fd(ssl_.get(), socket_.fd());
  if (SSL_connect(ssl_.get()) != 1) Fail("handshake");
}

TlsClient::~TlsClient() = default;

std::string TlsClient::ServerName() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  char name[200] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return name;
}

bool TlsClient::Send(std::string_view bytes) {
  return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
}

Reply TlsClient::Read() {
  return reader_.Read(false, [this](std::string& into) {
    char bytes[16384];
    const int got = SSL_read(ssl_.get(), bytes, sizeof bytes);
    if (got <= 0) return false;
    into.append(bytes, static_cast<std::size_t>(got));
    return true;
  });
}

Reply GetTls(std::uint16_t port, std::string_view target, const TlsClientOptions& options,
             const std::vector<std::string>& headers) {
  TlsClient client(port, options);
  client.Send(Request("GET", target, headers));
  return client.Read();
}

}  // namespace agent::test
