#include "agent/config/load_http_client.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/base/url_fault.hpp"
#include "agent/config/files.hpp"
#include "agent/config/listen_address.hpp"
#include "agent/config/mapping.hpp"

namespace agent::config {
namespace {

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

void ReadProxyUrl(const Value& value, base::Secret& out) {
  std::optional<std::string> text = value.Text();
  if (!text) return;
  const std::string fault = base::ProxyUrlFault(*text);
  if (!fault.empty()) {
    value.Error(fault);
    return;
  }
  if (text->find('@') != std::string::npos) NoteSecret(value);
  out = base::Secret(std::move(*text));
}

constexpr Field<BasicAuth> kBasicAuth[] = {
    {"username", Need::kRequired,
     [](const Value& value, BasicAuth& out) {
       ReadText(value, out.username);
       if (out.username.find(':') != std::string::npos) value.Error("must not contain a colon");
     }},
    {"password", Need::kOptional,
     [](const Value& value, BasicAuth& out) { ReadSecretText(value, out.password); }},
    {"password_file", Need::kOptional,
     [](const Value& value, BasicAuth& out) { ReadSecretFile(value, out.password); }},
};

void ReadBasicAuth(const Value& value, std::optional<BasicAuth>& out) {
  ReadMapping(value, kBasicAuth, out.emplace());
  CheckOneSecret(value, "password");
}

constexpr Field<Authorization> kAuthorization[] = {
    {"type", Need::kOptional,
     [](const Value& value, Authorization& out) {
       ReadText(value, out.type);
       if (base::EqualsIgnoreCase(out.type, "Basic")) {
         value.Error("Basic is not for authorization: use basic_auth");
       } else if (!base::IsHttpToken(out.type)) {
         value.Error("must be one word, such as Bearer");
       }
     }},
    {"credentials", Need::kOptional,
     [](const Value& value, Authorization& out) { ReadSecretText(value, out.credentials); }},
    {"credentials_file", Need::kOptional,
     [](const Value& value, Authorization& out) { ReadSecretFile(value, out.credentials); }},
};

constexpr Field<TlsConfig> kTlsConfig[] = {
    {"ca_file", Need::kOptional,
     [](const Value& value, TlsConfig& out) {
       ReadTlsFileName(value, base::TlsFile::kCa, out.ca_file);
       ;
     }},
    {"cert_file", Need::kOptional,
     [](const Value& value, TlsConfig& out) {
       ReadTlsFileName(value, base::TlsFile::kCertificate, out.cert_file);
       ;
     }},
    {"key_file", Need::kOptional,
     [](const Value& value, TlsConfig& out) {
       ReadTlsFileName(value, base::TlsFile::kKey, out.key_file);
       ;
     }},
    {"server_name", Need::kOptional,
     [](const Value& value, TlsConfig& out) { ReadText(value, out.server_name); }},
    {"insecure_skip_verify", Need::kOptional,
     [](const Value& value, TlsConfig& out) {
       ReadBool(value, out.insecure_skip_verify);
       if (out.insecure_skip_verify) {
         value.Warn(
             "the server's certificate is not checked, so anybody on the way can read and "
             "change what is sent; use ca_file instead");
       }
     }},
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
    if (std::optional<std::string> text = header.Text(Oddity::kWarning)) {
      NoteSecret(header);
      out.emplace_back(header.key(), base::Secret(std::move(*text)));
    }
  }
}

constexpr Field<HttpClientConfig> kHttpClient[] = {
    {"basic_auth", Need::kOptional,
     [](const Value& value, HttpClientConfig& out) { ReadBasicAuth(value, out.basic_auth); }},
    {"authorization", Need::kOptional,
     [](const Value& value, HttpClientConfig& out) {
       ReadAuthorization(value, out.authorization);
     }},
    {"tls_config", Need::kOptional,
     [](const Value& value, HttpClientConfig& out) { ReadTlsConfig(value, out.tls_config); }},
    {"proxy_url", Need::kOptional,
     [](const Value& value, HttpClientConfig& out) { ReadProxyUrl(value, out.proxy_url); }},
    {"headers", Need::kOptional,
     [](const Value& value, HttpClientConfig& out) { ReadHeaders(value, out.headers); }},
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

void AppendHttpClientKeys(std::vector<std::string_view>& keys) {
  keys.push_back("url");
  AppendKeys(kHttpClient, keys);
}

void ReadHttpClient(const Value& mapping, std::string_view example_url, HttpClientConfig& out) {
  if (const std::optional<Value> url = mapping.Find("url")) {
    ReadServerUrl(*url, example_url, out.url);
  } else {
    mapping.ErrorAboutKey("url", "is required");
  }
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

}  // namespace agent::config
