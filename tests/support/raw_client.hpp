#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace agent::test {

struct Reply {
  int code = 0;  // 0: the connection ended before a whole reply
  std::string head;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;

  // The value of a header that may be there once; empty where it is not.
  [[nodiscard]] std::string Header(const std::string& lower_case_name) const;
};

// Takes replies out of a stream of bytes.
class ReplyReader {
 public:
  // Appends what arrives next; false at the end.
  using Fill = std::function<bool(std::string&)>;

  // One reply; what follows it stays for the next call. A reply to HEAD has no body.
  Reply Read(bool to_head, const Fill& fill);

 private:
  std::string buffer_;
};

// A client that sends exactly the bytes it is told to. Every wait ends after 20 s at the latest.
class RawClient {
 public:
  // Connects to `host` (an IP address); throws std::runtime_error when it cannot.
  // `receive_buffer`: 0 for the system's choice.
  explicit RawClient(std::uint16_t port, const std::string& host = "127.0.0.1",
                     const std::string& from = "", int receive_buffer = 0);
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient();

  // False when the other side has closed.
  bool Send(std::string_view bytes);
  // One reply; what follows it stays for the next call. A reply to HEAD has no body.
  Reply Read(bool to_head = false);
  // Waits for the other side's end of the connection; false when nothing comes in that time.
  bool WaitUntilClosed(std::chrono::milliseconds limit);
  // All that comes until the other side's end of the connection.
  std::string ReadToEnd();
  // Sends no more: the other side reads the end.
  void EndWriting();
  // Closes the connection with a reset, so that the port can be used again at once.
  void ResetAtClose();
  [[nodiscard]] int fd() const { return fd_; }
  // Whether there are bytes to read, or the end, within that time.
  [[nodiscard]] bool HasInput(std::chrono::milliseconds within = {}) const;

 private:
  bool Fill(std::string& into);

  int fd_;
  ReplyReader reader_;
};

// The bytes of a request without a body; each header line is "Name: value".
std::string Request(std::string_view method, std::string_view target,
                    const std::vector<std::string>& headers = {});

// One request on a connection of its own.
Reply Get(std::uint16_t port, std::string_view target, const std::vector<std::string>& headers = {},
          std::string_view method = "GET");

}  // namespace agent::test
