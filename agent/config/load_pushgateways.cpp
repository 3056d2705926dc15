#include "agent/config/load_pushgateways.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "agent/config/load_http_client.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/types.hpp"
#include "agent/config/words.hpp"

namespace agent::config {
namespace {

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

void ReadUrl(const Value& value, std::string& out) {
  ReadServerUrl(value, "https://push.example.com", out);
  CheckIsBaseUrl(value, out);
}

constexpr Field<HttpClientConfig> kUrl[] = {
    {"url", ReadBy<&HttpClientConfig::url, ReadUrl>("url"),
     "http or https, without user name, query and fragment, and without /metrics, which the agent "
     "adds. A host with letters beyond ASCII is written as xn--…, an IPv6 zone as in "
     "http://[fe80::1%25eth0]:9091.",
     Need::kRequired},
};

constexpr Word<Compression> kCompressions[] = {
    {"auto", Compression::kAuto},
    {"gzip", Compression::kGzip},
    {"none", Compression::kNone},
};

constexpr Word<OnShutdown> kOnShutdown[] = {
    {"keep", OnShutdown::kKeep},
    {"delete", OnShutdown::kDelete},
};

constexpr Field<PushgatewayConfig> kPushgateway[] = {
    {"job", Text<&PushgatewayConfig::job>(), "The label \"job\" of the pushed group."},
    {"timeout", Duration<&PushgatewayConfig::timeout>(milliseconds(1), std::chrono::hours(1)),
     "The longest that a push may take."},
    {"compression", OneOf<&PushgatewayConfig::compression, kCompressions>("compression"),
     "auto: gzip, unless the gateway takes plain text alone; then gzip is tried again every hour."},
    {"on_shutdown", OneOf<&PushgatewayConfig::on_shutdown, kOnShutdown>("on_shutdown"),
     "What becomes of the farm's metrics at the gateway when the agent stops, or a reload leaves "
     "it "
     "out."},
};

// What makes two gateways one: they would overwrite each other's group.
using Target = std::tuple<std::string, std::string, int, std::string, std::string>;

std::optional<Target> TargetOf(const PushgatewayConfig& gateway) {
  const std::optional<base::Url> url = base::ParseUrl(gateway.http.url);
  if (!url) return std::nullopt;
  return Target(url->scheme, url->host, url->port, url->path, gateway.job);
}

}  // namespace

void ReadPushgateway(const Value& value, PushgatewayConfig& out) {
  if (!CheckKeys(value, KeysOf(kUrl, HttpClientFields(), kPushgateway))) return;
  ReadFields(value, kUrl, out.http);
  ReadHttpClient(value, out.http);
  ReadFields(value, kPushgateway, out);
}

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

void DescribePushgateway(Grammar& grammar) {
  grammar.push_back(Describe("pushgateway", "No two of them have the same `url` and `job`.", kUrl,
                             HttpClientFields(), kPushgateway));
}

}  // namespace agent::config
