#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace agent::test {

struct Request {
  std::string method = "GET";
  std::string path = "/";  // sent as it is
  std::map<std::string, std::string> headers;
  std::string body;
};

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // put together again where it came in chunks
};

// Sends one HTTP/1.1 request to a port of 127.0.0.1 and reads the reply to its end. Throws
// std::runtime_error when nobody listens, when the reply is not HTTP, or when the time is over.
[[nodiscard]] Response Send(std::uint16_t port, const Request& request,
                            std::chrono::milliseconds timeout = std::chrono::seconds(30));

// A GET of `path`.
[[nodiscard]] Response Get(std::uint16_t port, const std::string& path);

}  // namespace agent::test
