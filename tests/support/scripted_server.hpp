#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/loopback.hpp"
#include "support/server_connection.hpp"

namespace agent::test {

// A request as it came over the wire.
struct ReceivedRequest {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::size_t connection = 0;  // the how-manieth connection it came on, from 0
};

// What the server does after a request: it sends `bytes`, then `filler_bytes` times 'x', and then
// ends the connection or not.
struct Answer {
  enum class Then {
    kKeepAlive,  // waits for the next request
    kClose,      // sends FIN
    kReset,      // sends RST
    kSilence,    // holds the connection open and never sends another byte
  };
  std::string bytes;
  std::size_t filler_bytes = 0;
  std::chrono::milliseconds pause{0};  // after each single byte of `bytes`: a trickle
  Then then = Then::kKeepAlive;
};

// A complete reply with Content-Length. `headers` are whole lines, each ended by "\r\n".
[[nodiscard]] Answer Reply(int status, std::string_view body = "", std::string_view headers = "");
[[nodiscard]] Answer Silence();
// The first `count` bytes of `answer`, then `then`.
[[nodiscard]] Answer CutAfter(std::size_t count, Answer answer, Answer::Then then);

// Decides on each request; called for one request at a time.
using Script = std::function<Answer(const ReceivedRequest&)>;

// Gives each answer once, in turn, whatever the connection; then repeats the last one.
[[nodiscard]] Script InTurn(std::vector<Answer> answers);

// An HTTP/1.1 server or proxy on a port of 127.0.0.1 or ::1 (0: a free one) that answers as its
// script says. Each connection has a thread. Destruction ends them all at once, whatever they are
// doing, and frees the port.
class ScriptedServer {
 public:
  explicit ScriptedServer(Script script, std::uint16_t port = 0, Loopback address = Loopback::kV4);
  ScriptedServer(Script script, const ServerTls& tls, std::uint16_t port = 0);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // http://127.0.0.1:PORT, or https, or [::1]
  [[nodiscard]] std::vector<ReceivedRequest> requests() const;

  // Waits until so many requests have been read or connections accepted. False after 30 s.
  [[nodiscard]] bool AwaitRequests(std::size_t count) const;
  [[nodiscard]] bool AwaitConnections(std::size_t count) const;

  // From now on no packet reaches the server, as if its cable had been pulled: it acknowledges,
  // refuses and ends nothing. Until Return.
  void Vanish();
  void Return();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace agent::test
