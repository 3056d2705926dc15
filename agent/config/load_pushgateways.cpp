#include "agent/config/load_pushgateways.hpp"

#include <map>
#include <tuple>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/config/load_http_client.hpp"
#include "agent/config/mapping.hpp"

namespace agent::config {
namespace {

void ReadCompression(const Value& value, Compression& out) {
  constexpr std::string_view kWords[] = {"auto", "gzip", "none"};
  constexpr Compression kValues[] = {Compression::kAuto, Compression::kGzip, Compression::kNone};
  if (const auto index = ReadOneOf(value, kWords)) out = kValues[*index];
}

void ReadOnShutdown(const Value& value, OnShutdown& out) {
  constexpr std::string_view kWords[] = {"keep", "delete"};
  constexpr OnShutdown kValues[] = {OnShutdown::kKeep, OnShutdown::kDelete};
  if (const auto index = ReadOneOf(value, kWords)) out = kValues[*index];
}

constexpr Field<PushgatewayConfig> kPushgateway[] = {
    {"job", Need::kOptional,
     [](const Value& value, PushgatewayConfig& out) { ReadText(value, out.job); }},
    {"timeout", Need::kOptional,
     [](const Value& value, PushgatewayConfig& out) {
       ReadDuration(value, milliseconds(1), std::chrono::hours(1), out.timeout);
     }},
    {"compression", Need::kOptional,
     [](const Value& value, PushgatewayConfig& out) { ReadCompression(value, out.compression); }},
    {"on_shutdown", Need::kOptional,
     [](const Value& value, PushgatewayConfig& out) { ReadOnShutdown(value, out.on_shutdown); }},
};

// Refuses the address of one of the Pushgateway's own pages, which a browser or a manual shows, in
// the place of its beginning.
void CheckIsBaseUrl(const Value& url, const std::string& out) {
  const std::optional<base::Url> parts = base::ParseUrl(out);
  if (!parts) return;
  std::size_t own = parts->path.find("/metrics/job");
  if (own == std::string::npos) own = parts->path.find("/api/v1/");
  if (own == std::string::npos && parts->path.ends_with("/metrics")) {
    own = parts->path.rfind("/metrics");
  }
  if (own == std::string::npos) return;
  const std::string base = out.substr(0, out.size() - parts->path.size() + own);
  url.Error("ends in the Pushgateway's own " + base::OneLine(parts->path.substr(own), 60) +
            ", which the agent adds itself: write " + base);
}

void ReadPushgateway(const Value& value, PushgatewayConfig& out) {
  std::vector<std::string_view> known;
  AppendHttpClientKeys(known);
  AppendKeys(kPushgateway, known);
  if (!CheckKeys(value, known)) return;
  ReadHttpClient(value, "https://push.example.com", out.http);
  if (const std::optional<Value> url = value.Find("url")) CheckIsBaseUrl(*url, out.http.url);
  ReadFields(value, kPushgateway, out);
}

// What makes two gateways one: they would overwrite each other's group.
using Target = std::tuple<std::string, std::string, int, std::string, std::string>;

std::optional<Target> TargetOf(const PushgatewayConfig& gateway) {
  const std::optional<base::Url> url = base::ParseUrl(gateway.http.url);
  if (!url) return std::nullopt;
  return Target(url->scheme, url->host, url->port, url->path, gateway.job);
}

}  // namespace

void ReadPushgateways(const Value& value, std::vector<PushgatewayConfig>& out) {
  if (!value.ExpectSequence()) return;
  std::map<Target, std::string> seen;
  for (const Value& item : value.Children()) {
    PushgatewayConfig& gateway = out.emplace_back();
    ReadPushgateway(item, gateway);
    const std::optional<Target> target = TargetOf(gateway);
    if (!target) continue;
    const auto [first, is_new] = seen.try_emplace(*target, item.path());
    if (!is_new) item.Error("has the same url and job as " + first->second);
  }
}

}  // namespace agent::config
