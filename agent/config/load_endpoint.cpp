#include "agent/config/load_endpoint.hpp"

#include <stdexcept>

#include "agent/base/name_pattern.hpp"
#include "agent/base/text.hpp"
#include "agent/config/files.hpp"
#include "agent/config/load_http_client.hpp"
#include "agent/config/mapping.hpp"

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

constexpr Field<EndpointSource> kEndpoint[] = {
    {"api_key", Need::kOptional,
     [](const Value& value, EndpointSource& out) { ReadSecretText(value, out.http.api_key); }},
    {"api_key_file", Need::kOptional,
     [](const Value& value, EndpointSource& out) { ReadSecretFile(value, out.http.api_key); }},
    {"families", Need::kOptional,
     [](const Value& value, EndpointSource& out) { ReadFamilies(value, out.families); }},
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
  std::vector<std::string_view> known;
  AppendHttpClientKeys(known);
  AppendKeys(kEndpoint, known);
  if (!CheckKeys(value, known)) return;
  ReadFields(value, kEndpoint, out);
  ReadHttpClient(value, "http://127.0.0.1:8000/api/metrics", out.http);
  if (value.Find("api_key") && value.Find("api_key_file")) {
    value.Error("api_key and api_key_file exclude each other: keep one");
  }
  if (const std::optional<Value> headers = value.Find("headers")) CheckHeaders(*headers);
}

}  // namespace agent::config
