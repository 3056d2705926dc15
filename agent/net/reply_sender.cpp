#include "agent/net/reply_sender.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "agent/base/text.hpp"

namespace agent::net {
namespace {

constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;
constexpr int kProxyAuthenticationRequired = 407;
constexpr int kFirstError = 400;
constexpr std::size_t kLongestError = 60;

// What servers of https answer, in the clear, to a request in the clear.
bool WantsTls(const SenderClues& clues) {
  constexpr std::array<std::string_view, 4> kWords = {
      "The plain HTTP request was sent to HTTPS port",      // nginx
      "Client sent an HTTP request to an HTTPS server",     // Go: Pushgateway, Caddy, Traefik
      "speaking plain HTTP to an SSL-enabled server port",  // Apache
      "This combination of host and port requires TLS",     // Tomcat
  };
  return clues.status == kBadRequest && clues.server.starts_with("http://") &&
         std::any_of(kWords.begin(), kWords.end(), [&](std::string_view words) {
           return clues.words.find(words) != std::string::npos;
         });
}

// Proxies put these on what they answer themselves, and leave a server's replies alone. The server
// may have such a proxy before it, too. With one configured here that one is the nearer guess.
bool IsProxysOwn(const SenderClues& clues) {
  if (clues.status == kProxyAuthenticationRequired || !clues.squid_error.empty()) return true;
  if (clues.proxy_status.find("error=") != std::string::npos) return true;
  constexpr std::array<std::string_view, 3> kPrograms = {"tinyproxy", "privoxy", "mitmproxy"};
  const std::string program = base::ToLowerAscii(clues.server_field);
  return std::any_of(kPrograms.begin(), kPrograms.end(),
                     [&](std::string_view name) { return program.starts_with(name); });
}

// 502, 503 and 504 are what an intermediary (RFC 9110) says of the server behind it.
bool IsOfAnIntermediary(int status) { return status >= 502 && status <= 504; }

std::string_view ProxyHint(const SenderClues& clues) {
  const std::string& error = clues.squid_error;
  if (clues.status == kProxyAuthenticationRequired) {
    return ": check the user and password in proxy_url";
  }
  if (error.starts_with("ERR_DNS_FAIL")) return ": the proxy does not know the name: check url";
  if (error.starts_with("ERR_CONNECT_FAIL")) {
    return ": the proxy cannot connect: is the server running, and are host and port in url right?";
  }
  if (clues.status == kForbidden) return ": its rules forbid it: have them allow this address";
  return ": see the proxy's log";
}

Explanation ExplainProxysOwn(const SenderClues& clues) {
  std::string detail = "the proxy " + clues.proxy + " does not let us through to " + clues.server +
                       ": HTTP status " + std::to_string(clues.status);
  if (!clues.squid_error.empty()) {
    detail += " (" + base::OneLine(clues.squid_error, kLongestError) + ")";
  }
  return {TransportError::kConnect, detail + std::string(ProxyHint(clues))};
}

Explanation ExplainIntermediary(const SenderClues& clues) {
  const std::string words = clues.words.empty() ? "" : ": it says: " + clues.words;
  return {TransportError::kConnect,
          "the proxy " + clues.proxy + ", or a server behind it, does not reach " + clues.server +
              ": HTTP status " + std::to_string(clues.status) + words + ": see the proxy's log"};
}

}  // namespace

std::optional<Explanation> ExplainOtherSender(const SenderClues& clues) {
  if (clues.status < kFirstError) return std::nullopt;
  if (!clues.proxy.empty()) {
    if (IsProxysOwn(clues)) return ExplainProxysOwn(clues);
    if (IsOfAnIntermediary(clues.status)) return ExplainIntermediary(clues);
  }
  if (WantsTls(clues)) {
    return Explanation{TransportError::kTls,
                       clues.server + " speaks https, not http: write https:// in url"};
  }
  return std::nullopt;
}

}  // namespace agent::net
