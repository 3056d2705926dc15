#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/base/log.hpp"
#include "agent/base/secret.hpp"

// The configuration as plain data. deploy/CONFIGURATION.md says what each key means. A key's
// default is its member's default here. The loader (load.hpp) fills these structs from YAML and
// checks every value.
namespace agent::config {
using std::chrono::milliseconds;

struct BasicAuth {
  std::string username;
  base::SecretSource password;

  friend bool operator==(const BasicAuth&, const BasicAuth&) = default;
};

struct Authorization {
  std::string type = "Bearer";
  base::SecretSource credentials;

  friend bool operator==(const Authorization&, const Authorization&) = default;
};

struct TlsConfig {
  std::string ca_file;  // empty: the system's CAs
  std::string cert_file;
  std::string key_file;
  std::string server_name;  // empty: the URL's host
  bool insecure_skip_verify = false;

  friend bool operator==(const TlsConfig&, const TlsConfig&) = default;
};

// How to reach one HTTP server. The keys are a part of Prometheus' HTTP client configuration.
struct HttpClientConfig {
  std::string url;  // absolute, http or https, without a trailing slash
  std::optional<BasicAuth> basic_auth;
  std::optional<Authorization> authorization;  // never together with basic_auth
  base::SecretSource api_key;                  // sent as X-API-Key, to O.D.I.N.'s endpoint alone
  TlsConfig tls_config;
  base::Secret proxy_url;  // empty: none; may hold a password
  std::vector<std::pair<std::string, base::Secret>> headers;

  friend bool operator==(const HttpClientConfig&, const HttpClientConfig&) = default;
};

struct DatabaseSource {
  std::string path;

  friend bool operator==(const DatabaseSource&, const DatabaseSource&) = default;
};

struct DemoSource {
  int printers = 12;

  friend bool operator==(const DemoSource&, const DemoSource&) = default;
};

// O.D.I.N.'s own metrics over HTTP.
struct EndpointSource {
  HttpClientConfig http;
  std::vector<std::string> families;  // patterns of families to keep besides O.D.I.N.'s own

  friend bool operator==(const EndpointSource&, const EndpointSource&) = default;
};

using Source = std::variant<DatabaseSource, EndpointSource, DemoSource>;

struct CollectConfig {
  milliseconds interval{15'000};
  milliseconds timeout{10'000};  // never longer than interval
  milliseconds keep_last_for{60'000};

  friend bool operator==(const CollectConfig&, const CollectConfig&) = default;
};

enum class Compression { kAuto, kGzip, kNone };
enum class OnShutdown { kKeep, kDelete };

struct PushgatewayConfig {
  HttpClientConfig http;
  std::string job = "odin";
  milliseconds timeout{10'000};
  Compression compression = Compression::kAuto;
  OnShutdown on_shutdown = OnShutdown::kKeep;

  friend bool operator==(const PushgatewayConfig&, const PushgatewayConfig&) = default;
};

struct ListenAddress {
  std::string host = "127.0.0.1";  // an IP address without brackets; empty: every address
  std::uint16_t port = 9465;       // 0: any free one

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

enum class ClientAuth { kNone, kVerify };
enum class TlsVersion { kTls12, kTls13 };

struct TlsServerConfig {
  std::string cert_file;
  std::string key_file;
  ClientAuth client_auth = ClientAuth::kNone;
  std::string client_ca_file;  // set if and only if clients are verified
  TlsVersion min_version = TlsVersion::kTls12;

  friend bool operator==(const TlsServerConfig&, const TlsServerConfig&) = default;
};

struct LocalConfig {
  ListenAddress listen;
  std::optional<TlsServerConfig> tls_server_config;  // none: plain HTTP
  std::optional<Authorization> authorization;
  std::map<std::string, std::string> basic_auth_users;  // name → bcrypt hash
  bool allow_anonymous = false;

  friend bool operator==(const LocalConfig&, const LocalConfig&) = default;
};

struct LogConfig {
  base::LogLevel level = base::LogLevel::kInfo;
  base::LogFormat format = base::LogFormat::kLogfmt;

  friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

struct Config {
  std::string site;
  Source source;
  CollectConfig collect;
  std::vector<std::pair<std::string, std::string>> external_labels;  // sorted by name
  std::vector<PushgatewayConfig> pushgateways;
  LocalConfig local;
  LogConfig log;

  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace agent::config
