#include "agent/config/load_http_client.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/base/url_fault.hpp"
#include "agent/config/listen_address.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/types.hpp"

namespace agent::config {
namespace {

void ReadProxyUrl(const Value& value, base::Secret& out) {
  std::optional<std::string> text = value.Text();
  if (!text) return;
  const std::string fault = base::ProxyUrlFault(*text);
  if (!fault.empty()) {
    value.Error(fault);
    return;
  }
  if (text->find('@') != std::string::npos) WarnIfFileIsPublic(value);
  out = base::Secret(std::move(*text));
}

void ReadUsername(const Value& value, std::string& out) {
  ReadText(value, out);
  if (out.find(':') != std::string::npos) value.Error("must not contain a colon");
}

constexpr Field<BasicAuth> kBasicAuth[] = {
    {"username", ReadBy<&BasicAuth::username, ReadUsername>("string"), "Without a colon.",
     Need::kRequired},
    {"password", SecretText<&BasicAuth::password>(), "The password."},
    {"password_file", SecretFile<&BasicAuth::password>(), "Holds the password and nothing else."},
};

void ReadBasicAuth(const Value& value, std::optional<BasicAuth>& out) {
  ReadMapping(value, kBasicAuth, out.emplace());
  CheckOneSecret(value, "password");
}

void ReadAuthorizationType(const Value& value, std::string& out) {
  ReadText(value, out);
  if (base::EqualsIgnoreCase(out, "Basic")) {
    value.Error("Basic is not for authorization: use basic_auth");
  } else if (!base::IsHttpToken(out)) {
    value.Error("must be one word, such as Bearer");
  }
}

constexpr Field<Authorization> kAuthorization[] = {
    {"type", ReadBy<&Authorization::type, ReadAuthorizationType>("string"),
     "Not Basic: that is basic_auth. At the local endpoint only Bearer."},
    {"credentials", SecretText<&Authorization::credentials>(), "The token."},
    {"credentials_file", SecretFile<&Authorization::credentials>(),
     "Holds the token and nothing else."},
};

void ReadInsecureSkipVerify(const Value& value, bool& out) {
  ReadBool(value, out);
  if (out) {
    value.Warn(
        "the server's certificate is not checked, so anybody on the way can read and change what "
        "is sent; use ca_file instead");
  }
}

constexpr Field<TlsConfig> kTlsConfig[] = {
    {"ca_file", PemFile<&TlsConfig::ca_file, base::TlsFile::kCa>(),
     "Without it, the system's CAs are trusted."},
    {"cert_file", PemFile<&TlsConfig::cert_file, base::TlsFile::kCertificate>(),
     "A client certificate; it and its key: both or none."},
    {"key_file", PemFile<&TlsConfig::key_file, base::TlsFile::kKey>(),
     "The key of the certificate."},
    {"server_name", Text<&TlsConfig::server_name>(),
     "The name to expect in the server's certificate, where it is not the URL's host."},
    {"insecure_skip_verify",
     ReadBy<&TlsConfig::insecure_skip_verify, ReadInsecureSkipVerify>("boolean"),
     "Trust anybody: for experiments only."},
};

void ReadTlsConfig(const Value& value, TlsConfig& out) {
  ReadMapping(value, kTlsConfig, out);
  if (value.Find("cert_file").has_value() != value.Find("key_file").has_value()) {
    value.Error("cert_file and key_file are needed together");
  }
  CheckKeyBelongs(value, out.cert_file, out.key_file);
}

void CheckHeaderName(const Value& header) {
  constexpr std::array<std::string_view, 5> kOurs = {
      "Content-Type", "Content-Encoding", "Content-Length", "Transfer-Encoding", "Connection"};
  const auto is_same = [&header](std::string_view name) {
    return base::EqualsIgnoreCase(name, header.key());
  };
  if (!base::IsHttpToken(header.key())) {
    header.ErrorAtKey("is not the name of an HTTP header");
  } else if (is_same("Authorization")) {
    header.ErrorAtKey("use authorization or basic_auth instead");
  } else if (std::any_of(kOurs.begin(), kOurs.end(), is_same)) {
    header.ErrorAtKey("is set by the agent itself");
  }
}

void ReadHeaders(const Value& value, std::vector<std::pair<std::string, base::Secret>>& out) {
  if (!value.ExpectMapping()) return;
  std::set<std::string> names;
  for (const Value& header : value.Children()) {
    CheckHeaderName(header);
    if (!names.insert(base::ToLowerAscii(header.key())).second) {
      header.ErrorAtKey("is given twice");
    }
    if (std::optional<std::string> text = header.Text(StrayCharacters::kWarn)) {
      WarnIfFileIsPublic(header);
      out.emplace_back(header.key(), base::Secret(std::move(*text)));
    }
  }
}

constexpr Field<HttpClientConfig> kHttpClient[] = {
    {"basic_auth", ReadBy<&HttpClientConfig::basic_auth, ReadBasicAuth>("basic_auth"),
     "A user name and a password. At most one of basic_auth and authorization."},
    {"authorization", ReadBy<&HttpClientConfig::authorization, ReadAuthorization>("authorization"),
     "A token."},
    {"tls_config", ReadBy<&HttpClientConfig::tls_config, ReadTlsConfig>("tls_config"),
     "Whom to trust, and how to be trusted."},
    {"proxy_url", ReadBy<&HttpClientConfig::proxy_url, ReadProxyUrl>("url"),
     "http, https, socks5 or socks5h; may hold a user name and password, in which %, @, /, ? and # "
     "are written as %25, %40, %2F, %3F and %23."},
    {"headers", EntriesOf<&HttpClientConfig::headers, ReadHeaders>("header", "secret"),
     "Sent along with each request."},
};

// Warns when credentials would leave this machine in clear text.
void CheckTransport(const Value& mapping, const HttpClientConfig& config) {
  if (!config.basic_auth && !config.authorization && config.api_key.empty()) return;
  const std::optional<base::Url> url = base::ParseUrl(config.url);
  if (url && url->scheme == "http" && !IsLoopbackHost(url->host)) {
    mapping.Find("url")->Warn(
        "credentials are sent over plain http, where anybody on the way can read them; use https");
  }
}

}  // namespace

void ReadServerUrl(const Value& value, std::string_view example, std::string& out) {
  std::optional<std::string> url = value.Text();
  if (!url) return;
  const std::string fault = base::ServerUrlFault(*url, value.Quoted(), example);
  if (!fault.empty()) {
    value.Error(fault);
    return;
  }
  while (url->ends_with('/')) url->pop_back();
  out = std::move(*url);
}

std::span<const Field<HttpClientConfig>> HttpClientFields() { return kHttpClient; }

void ReadHttpClient(const Value& mapping, HttpClientConfig& out) {
  ReadFields(mapping, kHttpClient, out);
  if (out.basic_auth && out.authorization) {
    mapping.Error("basic_auth and authorization exclude each other: keep one");
  }
  CheckTransport(mapping, out);
}

void ReadAuthorization(const Value& value, std::optional<Authorization>& out) {
  ReadMapping(value, kAuthorization, out.emplace());
  CheckOneSecret(value, "credentials");
}

void DescribeHttpClient(Grammar& grammar) {
  grammar.push_back(Describe(
      "basic_auth",
      "Exactly one of `password` and `password_file`. Secret files are read again for every use, "
      "so a changed secret needs no restart. A file holds one line: a byte order mark and white "
      "space around it are dropped, a second line or a control character is an error, at start and "
      "later.",
      kBasicAuth));
  grammar.push_back(Describe(
      "authorization", "Exactly one of `credentials` and `credentials_file`.", kAuthorization));
  grammar.push_back(Describe("tls_config",
                             "Files in PEM form of at most 4 MB, the key without a passphrase. "
                             "They are read again for each request.",
                             kTlsConfig));
}

}  // namespace agent::config
