#include "agent/config/load_local.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "agent/base/file.hpp"
#include "agent/base/secret.hpp"
#include "agent/config/listen_address.hpp"
#include "agent/config/load_http_client.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/stray_character.hpp"
#include "agent/config/types.hpp"
#include "agent/config/words.hpp"

namespace agent::config {
namespace {

void ReadListen(const Value& value, ListenAddress& out) {
  const std::optional<std::string> text = value.Text();
  if (!text) return;
  if (const std::optional<ListenAddress> address = ParseListenAddress(*text)) {
    out = *address;
  } else {
    value.Error(value.Quoted() +
                " is not an address to listen on (write IP:PORT, [IPv6]:PORT or localhost:PORT, or "
                ":PORT for all)" +
                NameForeignCharacter(*text));
  }
}

// Whoever reaches the endpoint may guess, and it is only slowed down per address.
void WarnIfGuessable(const Value& mapping, const base::SecretSource& token) {
  constexpr std::size_t kLongEnough = 16;
  if (token.empty()) return;
  try {
    if (base::ReadSecret(token).Reveal().size() >= kLongEnough) return;
  } catch (const base::FileError&) {
    return;  // said when the file's name was read
  }
  mapping.Find(token.file.empty() ? "credentials" : "credentials_file")
      ->Warn(
          "a token of fewer than 16 bytes can be guessed; make one with: openssl rand -hex "
          "32");
}

void ReadBearer(const Value& value, std::optional<Authorization>& out) {
  ReadAuthorization(value, out);
  WarnIfGuessable(value, out->credentials);
  const std::optional<Value> type = value.Find("type");
  if (type && out->type != "Bearer") type->Error("must be Bearer at the local endpoint");
}

// The cost in a hash such as $2y$10$…; nothing when `hash` is not bcrypt's.
std::optional<int> BcryptCost(std::string_view hash) {
  constexpr std::string_view kAlphabet =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t kLength = 60;
  constexpr std::size_t kHeadLength = 7;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool has_prefix =
      hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$");
  if (hash.size() != kLength || !has_prefix || !is_digit(hash[4]) || !is_digit(hash[5]) ||
      hash[6] != '$' || hash.find_first_not_of(kAlphabet, kHeadLength) != std::string_view::npos) {
    return std::nullopt;
  }
  return (hash[4] - '0') * 10 + (hash[5] - '0');
}

void ReadPasswordHash(const Value& user, std::string& out) {
  constexpr int kMinCost = 4;
  constexpr int kMaxCost = 14;
  constexpr int kSlowCost = 12;
  const std::optional<std::string> hash = user.Text();
  if (!hash) return;
  const std::optional<int> cost = BcryptCost(*hash);
  if (!cost) {
    user.Error(
        "must be a bcrypt hash ($2a$, $2b$ or $2y$); make one with: odin-agent hash-password");
  } else if (*cost < kMinCost || *cost > kMaxCost) {
    user.Error("has bcrypt cost " + std::to_string(*cost) +
               ", which must be from 4 to 14; make another with: odin-agent hash-password");
  } else {
    if (*cost > kSlowCost) {
      user.Warn("bcrypt cost " + std::to_string(*cost) +
                " takes a Raspberry Pi seconds to check; 10 is enough");
    }
    out = *hash;
  }
}

void ReadUsers(const Value& value, std::map<std::string, std::string>& out) {
  if (!CheckDuplicates(value)) return;
  for (const Value& user : value.Children()) {
    if (user.key().empty() || user.key().find(':') != std::string::npos) {
      user.ErrorAtKey("a user name must not be empty or contain a colon");
    }
    if (const std::optional<StrayCharacter> stray = FindStrayCharacter(user.key())) {
      user.Warn("the name holds " + NameCharacter(stray->code_point) + ": " +
                Remedy(stray->code_point) + ", unless it is meant");
    }
    ReadPasswordHash(user, out[user.key()]);
  }
}

constexpr Word<ClientAuth> kClientAuthTypes[] = {
    {"NoClientCert", ClientAuth::kNone},
    {"RequireAndVerifyClientCert", ClientAuth::kVerify},
};

constexpr Word<TlsVersion> kTlsVersions[] = {
    {"TLS12", TlsVersion::kTls12},
    {"TLS13", TlsVersion::kTls13},
};

constexpr Field<TlsServerConfig> kTlsServerConfig[] = {
    {"cert_file", PemFile<&TlsServerConfig::cert_file, base::TlsFile::kCertificate>(),
     "PEM: the certificate, then those between it and the CA.", Need::kRequired},
    {"key_file", PemFile<&TlsServerConfig::key_file, base::TlsFile::kKey>(),
     "PEM, without a passphrase.", Need::kRequired},
    {"client_auth_type", OneOf<&TlsServerConfig::client_auth, kClientAuthTypes>("client_auth_type"),
     "RequireAndVerifyClientCert: only clients with a certificate from client_ca_file can "
     "connect."},
    {"client_ca_file", PemFile<&TlsServerConfig::client_ca_file, base::TlsFile::kCa>(),
     "Who signs the certificates of clients."},
    {"min_version", OneOf<&TlsServerConfig::min_version, kTlsVersions>("tls_version"),
     "Older versions are refused."},
};

// Prometheus' web configuration has both keys, so that nobody believes clients to be verified who
// are not.
void ReadTlsServerConfig(const Value& value, std::optional<TlsServerConfig>& out) {
  if (!ReadMapping(value, kTlsServerConfig, out.emplace())) return;
  CheckKeyBelongs(value, out->cert_file, out->key_file);
  const bool verifies = out->client_auth == ClientAuth::kVerify;
  if (verifies && out->client_ca_file.empty()) {
    value.Find("client_auth_type")
        ->Error("needs client_ca_file: the CA that clients' certificates come from");
  } else if (!verifies && !out->client_ca_file.empty()) {
    value.Find("client_ca_file")
        ->Error(
            "needs client_auth_type: RequireAndVerifyClientCert; else clients are not verified");
  }
}

constexpr Field<LocalConfig> kLocal[] = {
    {"listen", ReadBy<&LocalConfig::listen, ReadListen>("address"), "Where it listens."},
    {"tls_server_config",
     ReadBy<&LocalConfig::tls_server_config, ReadTlsServerConfig>("tls_server_config"),
     "Its certificate. Without it, plain http."},
    {"authorization", ReadBy<&LocalConfig::authorization, ReadBearer>("authorization"),
     "The token that clients send as \"Authorization: Bearer …\" or \"X-API-Key: …\"."},
    {"basic_auth_users", EntriesOf<&LocalConfig::basic_auth_users, ReadUsers>("string", "bcrypt"),
     "Names and hashed passwords of those who may read the metrics."},
    {"allow_anonymous", Boolean<&LocalConfig::allow_anonymous>(), "Let everybody read them."},
};

}  // namespace

void ReadLocal(const Value& value, LocalConfig& out) {
  if (!ReadMapping(value, kLocal, out)) return;
  const bool verifies_clients =
      out.tls_server_config && !out.tls_server_config->client_ca_file.empty();
  const bool is_open = !out.authorization && out.basic_auth_users.empty() && !verifies_clients &&
                       !out.allow_anonymous;
  if (is_open && !IsLoopbackHost(out.listen.host)) {
    value.Find("listen")->Error(
        "others can reach this address: set local.authorization or local.basic_auth_users, or "
        "local.allow_anonymous: true");
  }
}

void DescribeLocal(Grammar& grammar) {
  grammar.push_back(Describe("local",
                             "An address that other machines can reach needs `authorization`, "
                             "`basic_auth_users`, client certificates or `allow_anonymous: true`.",
                             kLocal));
  grammar.push_back(Describe(
      "tls_server_config",
      "As in Prometheus' web configuration. The files are read again for each new connection, so a "
      "renewed certificate needs no restart and drops nobody; while the new one cannot be used "
      "(half written, key of another certificate), the old one goes on, and the log says why.",
      kTlsServerConfig));
}

}  // namespace agent::config
