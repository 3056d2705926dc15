#include "agent/prune/client.hpp"

#include "agent/base/clock.hpp"
#include "agent/net/http_client.hpp"

namespace agent::prune {
namespace {

publish::SettingNames OptionsOf(const config::HttpClientConfig& http) {
  publish::SettingNames names{.url = "--url",
                              .credentials = "--basic-auth-username or --bearer-token-file"};
  if (http.basic_auth) {
    names.credentials_in_use = "--basic-auth-username and --basic-auth-password-file";
  }
  if (http.authorization) names.credentials_in_use = "--bearer-token-file";
  return names;
}

}  // namespace

publish::PushgatewayClient MakeClient(const config::PushgatewayConfig& config) {
  return {config, OptionsOf(config.http), net::MakeHttpClient(config.http), base::SystemClock()};
}

}  // namespace agent::prune
