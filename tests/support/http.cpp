#include "support/http.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <stdexcept>
#include <string_view>

#include "support/socket.hpp"

namespace agent::test {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

void WriteAll(const Socket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) return;  // the server may have answered already, and hung up
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string ReadToEnd(const Socket& socket, Deadline deadline) {
  std::string text;
  std::array<char, 65536> buffer;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd ready{socket.fd(), POLLIN, 0};
    if (::poll(&ready, 1, std::max(0, static_cast<int>(left.count()))) != 1) {
      throw std::runtime_error("no complete HTTP reply in time; so far: " + text.substr(0, 200));
    }
    const ssize_t count = ::recv(socket.fd(), buffer.data(), buffer.size(), 0);
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

// Takes the text up to the next line end off `text`.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find("\r\n");
  if (end == std::string_view::npos) throw std::runtime_error("HTTP reply cut short");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

std::size_t Number(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end == text.data()) {
    throw std::runtime_error("no number in an HTTP reply: " + std::string(text));
  }
  return number;
}

std::string_view Take(std::string_view& text, std::size_t size) {
  if (text.size() < size) throw std::runtime_error("HTTP reply cut short");
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

std::string Unchunk(std::string_view text) {
  std::string body;
  while (const std::size_t size = Number(TakeLine(text), 16)) {
    body += Take(text, size);
    TakeLine(text);
  }
  return body;
}

Response Parse(std::string_view text, bool has_body) {
  Response reply;
  const std::string_view status_line = TakeLine(text);
  if (!status_line.starts_with("HTTP/1.") || status_line.size() < 12) {
    throw std::runtime_error("not an HTTP reply: " + std::string(status_line));
  }
  reply.status = static_cast<int>(Number(status_line.substr(9, 3), 10));
  for (std::string_view line = TakeLine(text); !line.empty(); line = TakeLine(text)) {
    const std::size_t colon = line.find(':');
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    reply.headers[name] = value == std::string_view::npos ? "" : line.substr(value);
  }
  if (!has_body) return reply;
  if (reply.headers.contains("transfer-encoding")) {
    reply.body = Unchunk(text);
  } else if (reply.headers.contains("content-length")) {
    reply.body = Take(text, Number(reply.headers["content-length"], 10));
  } else {
    reply.body = text;
  }
  return reply;
}

}  // namespace

Response Send(std::uint16_t port, const Request& request, std::chrono::milliseconds timeout) {
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  const Socket socket = ConnectTo(port);
  std::string text = request.method + " " + request.path +
                     " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                     "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  if (!request.body.empty()) {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  WriteAll(socket, text + "\r\n" + request.body);
  return Parse(ReadToEnd(socket, deadline), request.method != "HEAD");
}

Response Get(std::uint16_t port, const std::string& path) {
  Request request;
  request.path = path;
  return Send(port, request);
}

}  // namespace agent::test
