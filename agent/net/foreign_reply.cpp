#include "agent/net/foreign_reply.hpp"

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
constexpr std::size_t kLongestMark = 60;

// What servers of https answer, in the clear, to a request in the clear.
bool WantsTls(const ReplyMarks& marks) {
  constexpr std::array<std::string_view, 4> kWords = {
      "The plain HTTP request was sent to HTTPS port",      // nginx
      "Client sent an HTTP request to an HTTPS server",     // Go: Pushgateway, Caddy, Traefik
      "speaking plain HTTP to an SSL-enabled server port",  // Apache
      "This combination of host and port requires TLS",     // Tomcat
  };
  return marks.status == kBadRequest && marks.server.starts_with("http://") &&
         std::any_of(kWords.begin(), kWords.end(), [&](std::string_view words) {
           return marks.words.find(words) != std::string::npos;
         });
}

// Proxies put these on what they answer themselves, and leave a server's replies alone. Each may
// also stand before the server, but with one configured it is the nearer guess.
bool IsProxysOwn(const ReplyMarks& marks) {
  if (marks.status == kProxyAuthenticationRequired || !marks.squid_error.empty()) return true;
  if (marks.proxy_status.find("error=") != std::string::npos) return true;
  constexpr std::array<std::string_view, 3> kPrograms = {"tinyproxy", "privoxy", "mitmproxy"};
  const std::string program = base::ToLowerAscii(marks.server_field);
  return std::any_of(kPrograms.begin(), kPrograms.end(),
                     [&](std::string_view name) { return program.starts_with(name); });
}

// 502, 503 and 504: what stands between says that of what lies behind.
bool IsOfOneBetween(int status) { return status >= 502 && status <= 504; }

std::string_view ProxyHint(const ReplyMarks& marks) {
  const std::string& error = marks.squid_error;
  if (marks.status == kProxyAuthenticationRequired) {
    return ": check the user and password in proxy_url";
  }
  if (error.starts_with("ERR_DNS_FAIL")) return ": the proxy does not know the name: check url";
  if (error.starts_with("ERR_CONNECT_FAIL")) {
    return ": the proxy cannot connect: is the server running, and are host and port in url right?";
  }
  if (marks.status == kForbidden) return ": its rules forbid it: have them allow this address";
  return ": see the proxy's log";
}

Explanation ExplainProxysOwn(const ReplyMarks& marks) {
  std::string detail = "the proxy " + marks.proxy + " does not let us through to " + marks.server +
                       ": HTTP status " + std::to_string(marks.status);
  if (!marks.squid_error.empty()) {
    detail += " (" + base::OneLine(marks.squid_error, kLongestMark) + ")";
  }
  return {TransportError::kConnect, detail + std::string(ProxyHint(marks))};
}

Explanation ExplainOneBetween(const ReplyMarks& marks) {
  const std::string words = marks.words.empty() ? "" : ": it says: " + marks.words;
  return {TransportError::kConnect,
          "the proxy " + marks.proxy + ", or a server behind it, does not reach " + marks.server +
              ": HTTP status " + std::to_string(marks.status) + words + ": see the proxy's log"};
}

}  // namespace

std::optional<Explanation> ExplainForeignReply(const ReplyMarks& marks) {
  if (marks.status < kFirstError) return std::nullopt;
  if (!marks.proxy.empty()) {
    if (IsProxysOwn(marks)) return ExplainProxysOwn(marks);
    if (IsOfOneBetween(marks.status)) return ExplainOneBetween(marks);
  }
  if (WantsTls(marks)) {
    return Explanation{TransportError::kTls,
                       marks.server + " speaks https, not http: write https:// in url"};
  }
  return std::nullopt;
}

std::string OrTheProxy(const std::string& proxy) {
  return proxy.empty() ? "" : " (unless it is the proxy " + proxy + " that answers)";
}

}  // namespace agent::net
