#include "agent/net/failure.hpp"

#include <curl/curl.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "agent/base/duration.hpp"
#include "agent/base/text.hpp"

namespace agent::net {
namespace {

// From OpenSSL's x509_vfy.h; they are part of its ABI.
enum VerifyResult : long {
  kNotYetValid = 9,
  kHasExpired = 10,
  kSelfSigned = 18,
  kSelfSignedInChain = 19,
  kNoLocalIssuer = 20,
  kNoIssuer = 21,
};

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Whom we talked to at this stage: with a proxy, nobody but the proxy until it has let us through.
std::string Peer(const Failure& failure) {
  if (failure.proxy.empty() || failure.stage > Stage::kHandshake) return failure.server;
  return "the proxy " + failure.proxy;
}

Explanation ExplainName(const Failure& failure, bool is_proxy) {
  return is_proxy ? Explanation{TransportError::kDns, "the name of the proxy " + failure.proxy +
                                                          " does not resolve: check proxy_url and "
                                                          "this machine's DNS"}
                  : Explanation{TransportError::kDns,
                                "the name of " + failure.server +
                                    " does not resolve: check url and this machine's DNS"};
}

std::string_view ConnectHint(int os_error) {
  switch (os_error) {
    case ECONNREFUSED:
      return ": is it running, and are host and port right?";
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
      return ": is this machine's network up?";
    default:
      return "";
  }
}

std::string Cause(const Failure& failure) {
  if (failure.os_error != 0) return std::generic_category().message(failure.os_error);
  return curl_easy_strerror(static_cast<CURLcode>(failure.code));
}

Explanation ExplainConnect(const Failure& failure) {
  return {TransportError::kConnect, "cannot connect to " + Peer(failure) + ": " + Cause(failure) +
                                        std::string(ConnectHint(failure.os_error))};
}

Explanation ExplainTimeout(const Failure& failure) {
  const std::string within = " within " + base::FormatDuration(failure.timeout);
  const std::string within_connect = " within " + base::FormatDuration(failure.connect_timeout);
  const std::string peer = Peer(failure);
  switch (failure.stage) {
    case Stage::kResolving:
      return {TransportError::kDns, "the name of " + peer + " does not resolve" + within_connect +
                                        ": is this machine's DNS reachable?"};
    case Stage::kConnecting:
      return {TransportError::kTimeout, "cannot connect to " + peer + within_connect +
                                            ": is it up, and does no firewall drop us?"};
    case Stage::kHandshake:
      return {TransportError::kTimeout, peer + " accepts the connection but is then silent for " +
                                            base::FormatDuration(failure.connect_timeout) +
                                            ": is this the right port?"};
    case Stage::kWaiting:
      return {TransportError::kTimeout, peer + " does not answer" + within};
    case Stage::kReading:
      return {TransportError::kTimeout, peer + " does not finish its reply" + within};
  }
  return {TransportError::kTimeout, peer + " does not answer" + within};
}

// A port of https may answer a request in the clear by nothing but its end.
std::string HttpsHint(const Failure& failure) {
  return failure.server.starts_with("http://") && failure.proxy.empty()
             ? ": does this port speak https? Then write https:// in url"
             : "";
}

Explanation ExplainBroken(const Failure& failure) {
  if (failure.os_error != 0) {
    return {TransportError::kConnect,
            "the connection to " + Peer(failure) + " broke: " + Cause(failure)};
  }
  const bool began = failure.stage == Stage::kReading;
  return {TransportError::kConnect,
          Peer(failure) + " closed the connection " +
              (began ? "before its reply was complete" : "without a reply") +
              (began ? "" : HttpsHint(failure))};
}

std::string CaHint(const Failure& failure) {
  if (failure.ca_file.empty()) return ": set tls_config.ca_file to the CA that signed it";
  return ": none of the CAs in " + failure.ca_file +
         " (tls_config.ca_file) signed it: put the one that did into that file";
}

std::string TlsHint(const Failure& failure) {
  switch (failure.verify_result) {
    case kNotYetValid:
      return ": is this machine's clock right?";
    case kHasExpired:
      return ": renew it on the server, or is this machine's clock wrong?";
    case kSelfSigned:
    case kSelfSignedInChain:
    case kNoLocalIssuer:
    case kNoIssuer:
      return CaHint(failure);
    default:
      break;
  }
  if (Contains(failure.curl_text, "host name") || Contains(failure.curl_text, "subject name")) {
    return ": set tls_config.server_name to a name in its certificate, or correct url";
  }
  if (Contains(failure.curl_text, "wrong version number")) {
    return ": does it speak https at all? Try http:// in url";
  }
  if (Contains(failure.curl_text, "alert")) {
    return ": does it want a client certificate (tls_config.cert_file and key_file)?";
  }
  return "";
}

Explanation ExplainTls(const Failure& failure) {
  return {TransportError::kTls, Peer(failure) + ": " +
                                    base::OneLine(failure.curl_text, base::kShownBytes) +
                                    TlsHint(failure)};
}

Explanation ExplainOwnFile(const Failure& failure, std::string_view keys) {
  return {TransportError::kTlsFile, "cannot use " + std::string(keys) + ": " +
                                        base::OneLine(failure.curl_text, base::kShownBytes)};
}

Explanation ExplainTunnel(const Failure& failure) {
  std::string detail = "the proxy " + failure.proxy + " does not let us through to " +
                       failure.server + ": HTTP status " + std::to_string(failure.proxy_status);
  switch (failure.proxy_status) {
    case 403:
      detail += ": its rules forbid it: have them allow this host and port";
      break;
    case 407:
      detail += ": check the user and password in proxy_url";
      break;
    case 502:
    case 503:
    case 504:
      detail +=
          ": the proxy cannot reach it: is the server running, and are host and port in url "
          "right?";
      break;
    default:
      break;
  }
  return {TransportError::kConnect, std::move(detail)};
}

}  // namespace

Explanation Explain(const Failure& failure) {
  // A tunnel that was refused ends as one of several codes; the proxy's own answer says more.
  if (failure.proxy_status >= 300) return ExplainTunnel(failure);
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return ExplainName(failure, false);
    case CURLE_COULDNT_RESOLVE_PROXY:
      return ExplainName(failure, true);
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return ExplainConnect(failure);
    case CURLE_OPERATION_TIMEDOUT:
      return ExplainTimeout(failure);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return ExplainTls(failure);
    case CURLE_SSL_CERTPROBLEM:
      return ExplainOwnFile(failure, "tls_config.cert_file and key_file");
    case CURLE_SSL_CACERT_BADFILE:
      return ExplainOwnFile(failure, "tls_config.ca_file");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      // With TLS 1.3 a server refuses our certificate only after the handshake.
      if (Contains(failure.curl_text, "SSL routines")) return ExplainTls(failure);
      return ExplainBroken(failure);
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
      return ExplainBroken(failure);
    case CURLE_BAD_CONTENT_ENCODING:
      return {TransportError::kEncoding,
              "the compressed reply of " + failure.server + " is damaged"};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return {TransportError::kConnect, "what answers at " + Peer(failure) +
                                            " does not speak HTTP: check scheme and port in url"};
    default:
      return {TransportError::kConnect,
              "no answer from " + Peer(failure) + ": " +
                  curl_easy_strerror(static_cast<CURLcode>(failure.code))};
  }
}

}  // namespace agent::net
