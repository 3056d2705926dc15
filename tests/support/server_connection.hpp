#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace agent::test {

struct ServerTls {
  std::string cert_file;
  std::string key_file;
  std::string client_ca_file;  // empty: no client certificate is asked for
};

struct TlsDeleter {
  void operator()(ssl_st* ssl) const noexcept;
  void operator()(ssl_ctx_st* context) const noexcept;
};
using TlsContext = std::unique_ptr<ssl_ctx_st, TlsDeleter>;

// Throws std::runtime_error when a file cannot be used.
[[nodiscard]] TlsContext MakeTlsContext(const ServerTls& tls);

// One accepted connection, with TLS or without. Its calls block. It belongs to one thread, but any
// other may Interrupt it.
class ServerConnection {
 public:
  explicit ServerConnection(int fd) : fd_(fd) {}
  ServerConnection(const ServerConnection&) = delete;
  ServerConnection& operator=(const ServerConnection&) = delete;
  ~ServerConnection() { Close(); }

  [[nodiscard]] bool Handshake(ssl_ctx_st* context);
  // Appends what arrives next to `out`; false at the connection's end.
  [[nodiscard]] bool Read(std::string& out);
  [[nodiscard]] bool Write(std::string_view bytes);

  // Sends FIN, or RST after ResetAtClose. Then it reads what the client still sends until the
  // client closes: closing with unread bytes would be a reset, which can overtake the last bytes
  // that were sent.
  void EndWriting();
  void Drain();
  void ResetAtClose();
  void Close();

  void Interrupt();

  // Calls `act` with the socket unless it is closed, which it cannot be meanwhile.
  void WithSocket(const std::function<void(int fd)>& act);

 private:
  std::mutex mutex_;  // guards fd_ against Interrupt while it is closed
  int fd_;
  std::unique_ptr<ssl_st, TlsDeleter> ssl_;
};

}  // namespace agent::test
