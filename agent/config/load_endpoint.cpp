#include "agent/config/load_endpoint.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "agent/base/name_pattern.hpp"
#include "agent/base/text.hpp"
#include "agent/config/load_http_client.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/types.hpp"

namespace agent::config {
namespace {

// Bounds the time that a hostile reply can cost, which is a match of each pattern a name.
constexpr std::size_t kMaxFamilies = 20;

void ReadFamilies(const Value& value, std::vector<std::string>& out) {
  if (!value.ExpectSequence()) return;
  for (const Value& item : value.Children()) {
    const std::optional<std::string> text = item.Text();
    if (!text) continue;
    try {
      static_cast<void>(base::NamePattern(*text));
      out.push_back(*text);
    } catch (const std::invalid_argument& error) {
      item.Error(item.Quoted() + ' ' + error.what());
    }
  }
  if (out.size() > kMaxFamilies) {
    value.Error("has more than " + std::to_string(kMaxFamilies) +
                " patterns: join some with | into one");
  }
}

void ReadUrl(const Value& value, std::string& out) {
  ReadServerUrl(value, "http://127.0.0.1:8000/api/metrics", out);
}

constexpr Field<HttpClientConfig> kUrl[] = {
    {"url", ReadBy<&HttpClientConfig::url, ReadUrl>("url"),
     "http or https, with the path: http://127.0.0.1:8000/api/metrics.", Need::kRequired},
};

constexpr Field<HttpClientConfig> kApiKey[] = {
    {"api_key", SecretText<&HttpClientConfig::api_key>(),
     "An API token of O.D.I.N., or its global key, sent as X-API-Key."},
    {"api_key_file", SecretFile<&HttpClientConfig::api_key>(),
     "Holds it and nothing else. At most one of api_key and api_key_file."},
};

constexpr Field<EndpointSource> kFamilies[] = {
    {"families", ListOf<&EndpointSource::families, ReadFamilies>("regex"),
     "Metrics to take besides O.D.I.N.'s own (odin_…); at most 20."},
};

void CheckHeaders(const Value& headers) {
  for (const Value& header : headers.Children()) {
    if (base::EqualsIgnoreCase(header.key(), "X-API-Key")) {
      header.ErrorAtKey("use api_key instead");
    } else if (base::EqualsIgnoreCase(header.key(), "Accept") ||
               base::EqualsIgnoreCase(header.key(), "Accept-Encoding")) {
      header.ErrorAtKey("is set by the agent itself");
    }
  }
}

}  // namespace

void ReadEndpoint(const Value& value, EndpointSource& out) {
  if (!CheckKeys(value, KeysOf(kUrl, HttpClientFields(), kApiKey, kFamilies))) return;
  ReadFields(value, kApiKey, out.http);
  ReadFields(value, kFamilies, out);
  ReadFields(value, kUrl, out.http);
  ReadHttpClient(value, out.http);
  if (value.Find("api_key") && value.Find("api_key_file")) {
    value.Error("api_key and api_key_file exclude each other: keep one");
  }
  if (const std::optional<Value> headers = value.Find("headers")) CheckHeaders(*headers);
}

void DescribeEndpoint(Grammar& grammar) {
  grammar.push_back(Describe("endpoint", "A request takes at most `collect.timeout`.", kUrl,
                             HttpClientFields(), kApiKey, kFamilies));
}

}  // namespace agent::config
