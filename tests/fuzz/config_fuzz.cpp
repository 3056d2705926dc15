#include <algorithm>
#include <set>

#include "agent/base/name_pattern.hpp"
#include "agent/base/url.hpp"
#include "agent/config/load.hpp"
#include "fuzz/fuzzing.hpp"

using agent::config::Config;
using agent::config::Diagnostic;
using agent::config::LoadResult;
using agent::fuzz::Require;

namespace {

constexpr char kPath[] = "/nonexistent/config.yaml";
constexpr char kSecret[] = "hunter2hunter2";

std::optional<std::string> Environment(const std::string& name) {
  if (name == "SECRET") return kSecret;
  if (name == "EMPTY") return "";
  return std::nullopt;
}

void CheckDiagnostics(const std::vector<Diagnostic>& diagnostics, bool may_show) {
  std::pair<int, int> last_place{0, 0};
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string& message = diagnostic.message;
    Require(diagnostic.file == kPath, "a diagnostic names the file");
    Require(diagnostic.line >= 0 && diagnostic.column >= 0, "a place counts from 1");
    Require(std::pair(diagnostic.line, diagnostic.column) >= last_place, "in the order of places");
    last_place = {diagnostic.line, diagnostic.column};
    Require(!message.empty(), "a diagnostic says something");
    Require(agent::fuzz::IsWellFormedUtf8(message), "in well-formed UTF-8");
    Require(std::none_of(message.begin(), message.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }),
            "in one line, without control characters");
    Require(may_show || message.find(kSecret) == std::string::npos,
            "and never a value of the environment");
  }
}

void CheckHttp(const agent::config::HttpClientConfig& http) {
  const auto url = agent::base::ParseUrl(http.url);
  Require(url && url->userinfo.empty() && url->query.empty() && !http.url.ends_with('/'),
          "a server's URL can be used");
  Require(!http.basic_auth || !http.authorization, "one kind of credentials");
  Require(http.tls_config.cert_file.empty() == http.tls_config.key_file.empty(),
          "a certificate has its key");
}

void CheckSource(const Config& config) {
  const auto* const endpoint = std::get_if<agent::config::EndpointSource>(&config.source);
  if (endpoint == nullptr) return;
  CheckHttp(endpoint->http);
  for (const std::string& pattern : endpoint->families) {
    // Does not throw, nor hang on a name made for it.
    static_cast<void>(agent::base::NamePattern(pattern).Matches(std::string(200, pattern[0])));
  }
}

void CheckGateways(const Config& config) {
  std::set<std::pair<std::string, std::string>> groups;
  for (const agent::config::PushgatewayConfig& gateway : config.pushgateways) {
    CheckHttp(gateway.http);
    Require(groups.emplace(gateway.http.url, gateway.job).second,
            "no two gateways push the same group");
    Require(!gateway.job.empty() && gateway.timeout.count() > 0, "a push has a job and an end");
  }
}

void CheckConfig(const Config& config) {
  Require(!config.site.empty(), "a farm has a name");
  Require(config.collect.interval.count() >= 10, "the interval is at least 10 ms");
  Require(config.collect.timeout.count() >= 1 && config.collect.timeout <= config.collect.interval,
          "a collection ends before the next begins");
  Require(config.collect.keep_last_for.count() >= 0, "values are kept for some time");
  Require(std::is_sorted(config.external_labels.begin(), config.external_labels.end()),
          "external labels are sorted");
  for (const auto& [name, value] : config.external_labels) {
    Require(
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") ==
                std::string::npos &&
            !name.empty() && !name.starts_with("__"),
        "an external label has a label's name");
  }
  CheckSource(config);
  CheckGateways(config);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml = agent::fuzz::AsText(data, size);
  const LoadResult result = agent::config::ParseConfig(yaml, kPath, Environment);
  Require(result.config.has_value() == result.errors.empty(), "a Config exactly without errors");
  // A file that cannot be read is named, whatever its name was made of; and keys are quoted.
  const bool may_show =
      yaml.find("_file") != std::string_view::npos || yaml.find(kSecret) != std::string_view::npos;
  CheckDiagnostics(result.errors, may_show);
  CheckDiagnostics(result.warnings, may_show);
  if (result.config) CheckConfig(*result.config);
  return 0;
}
