#include "support/raw_client.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "agent/base/text.hpp"

namespace agent::test {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList Resolve(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    throw std::runtime_error("not an address: " + host);
  }
  return {found, &::freeaddrinfo};
}

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::generic_category().message(errno));
}

void ParseHead(Reply& reply) {
  std::string_view rest = reply.head;
  bool first = true;
  while (!rest.empty()) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    if (std::exchange(first, false)) {
      reply.code = std::stoi(std::string(line.substr(line.find(' ') + 1, 3)));
      continue;
    }
    const std::size_t colon = line.find(':');
    reply.headers.emplace(base::ToLowerAscii(line.substr(0, colon)),
                          base::Trim(line.substr(colon + 1)));
  }
}

}  // namespace

std::string Reply::Header(const std::string& lower_case_name) const {
  if (headers.count(lower_case_name) > 1) {
    throw std::runtime_error("more than one header " + lower_case_name);
  }
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

RawClient::RawClient(std::uint16_t port, const std::string& host, const std::string& from,
                     int receive_buffer) {
  const AddressList address = Resolve(host, port);
  fd_ = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) Fail("socket");
  const timeval limit{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (receive_buffer > 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  if (!from.empty()) {
    const AddressList source = Resolve(from, 0);
    if (::bind(fd_, source->ai_addr, source->ai_addrlen) != 0) Fail("bind " + from);
  }
  if (::connect(fd_, address->ai_addr, address->ai_addrlen) != 0) {
    ::close(std::exchange(fd_, -1));
    Fail("connect " + host);
  }
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), reader_(std::move(other.reader_)) {}

RawClient::~RawClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::Fill(std::string& into) {
  char bytes[65536];
  const ssize_t got = ::recv(fd_, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  into.append(bytes, static_cast<std::size_t>(got));
  return true;
}

Reply ReplyReader::Read(bool to_head, const Fill& fill) {
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill(buffer_)) return {};
  }
  Reply reply;
  reply.head = buffer_.substr(0, end);
  buffer_.erase(0, end + 4);
  ParseHead(reply);
  const std::string length_text = reply.Header("content-length");
  const std::size_t length = to_head || length_text.empty() ? 0 : std::stoul(length_text);
  while (buffer_.size() < length) {
    if (!fill(buffer_)) return {};
  }
  reply.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return reply;
}

Reply RawClient::Read(bool to_head) {
  return reader_.Read(to_head, [this](std::string& into) { return Fill(into); });
}

std::string RawClient::ReadToEnd() {
  std::string all;
  while (Fill(all)) continue;
  return all;
}

void RawClient::EndWriting() { ::shutdown(fd_, SHUT_WR); }

void RawClient::ResetAtClose() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

bool RawClient::WaitUntilClosed(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd wanted{fd_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&wanted, 1, static_cast<int>(left.count())) <= 0) return false;
    std::string ignored;
    if (!Fill(ignored)) return true;
  }
}

bool RawClient::HasInput(std::chrono::milliseconds within) const {
  pollfd wanted{fd_, POLLIN, 0};
  return ::poll(&wanted, 1, static_cast<int>(within.count())) == 1;
}

std::string Request(std::string_view method, std::string_view target,
                    const std::vector<std::string>& headers) {
  std::string request(method);
  request += ' ';
  request += target;
  request += " HTTP/1.1\r\nHost: localhost\r\n";
  for (const std::string& header : headers) request += header + "\r\n";
  return request + "\r\n";
}

Reply Get(std::uint16_t port, std::string_view target, const std::vector<std::string>& headers,
          std::string_view method) {
  RawClient client(port);
  client.Send(Request(method, target, headers));
  return client.Read(method == "HEAD");
}

}  // namespace agent::test
