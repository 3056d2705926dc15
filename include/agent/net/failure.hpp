#pragma once

#include <chrono>
#include <string>

#include "agent/net/http_client.hpp"

namespace agent::net {

// How far a transfer had come when it failed.
enum class Stage { kResolving, kConnecting, kHandshake, kWaiting, kReading };

// What libcurl reports of a failed transfer, as plain data.
struct Failure {
  int code = 0;  // a CURLcode
  // libcurl's own message. For some codes it holds the proxy's password.
  std::string curl_text;
  int os_error = 0;        // an errno, or 0
  long verify_result = 0;  // OpenSSL's X509_V_… of the peer's certificate; 0 is fine
  long proxy_status = 0;   // the HTTP status that a proxy answered CONNECT with, or 0
  Stage stage = Stage::kResolving;
  std::string server;   // scheme, host and port, without secrets
  std::string proxy;    // likewise; empty: none
  std::string ca_file;  // of tls_config; empty: the system's CAs
  std::chrono::milliseconds connect_timeout{0};
  std::chrono::milliseconds timeout{0};
};

struct Explanation {
  TransportError error = TransportError::kNone;
  std::string detail;  // what happened, to whom, and what to do about it
};

// Explains a transfer that libcurl ended with an error.
[[nodiscard]] Explanation Explain(const Failure& failure);

}  // namespace agent::net
