#include "agent/net/redirect.hpp"

#include <curl/curl.h>

#include <memory>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"

namespace agent::net {
namespace {

struct UrlDeleter {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct TextDeleter {
  void operator()(char* text) const noexcept { curl_free(text); }
};

std::optional<std::string> Resolve(const std::string& url, const std::string& location) {
  const std::unique_ptr<CURLU, UrlDeleter> parts(curl_url());
  char* text = nullptr;
  if (!parts || curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      curl_url_set(parts.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK ||
      curl_url_set(parts.get(), CURLUPART_FRAGMENT, nullptr, 0) != CURLUE_OK ||
      curl_url_get(parts.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) {
    return std::nullopt;
  }
  const std::unique_ptr<char, TextDeleter> owner(text);
  return text;
}

}  // namespace

std::optional<std::string> RedirectWithinOrigin(const std::string& url,
                                                const std::string& location) {
  if (location.empty()) return std::nullopt;
  std::optional<std::string> resolved = Resolve(url, location);
  if (!resolved) return std::nullopt;
  const std::optional<base::Url> from = base::ParseUrl(url);
  const std::optional<base::Url> to = base::ParseUrl(*resolved);
  if (!from || !to || !to->userinfo.empty() || from->scheme != to->scheme ||
      from->port != to->port || !base::EqualsIgnoreCase(from->host, to->host)) {
    return std::nullopt;
  }
  return resolved;
}

std::optional<std::string> MovedBase(const std::string& base, const std::string& url,
                                     const std::string& location) {
  if (location.empty() || !url.starts_with(base)) return std::nullopt;
  std::optional<std::string> target = Resolve(url, location);
  if (!target) return std::nullopt;
  while (target->ends_with('/')) target->pop_back();
  const std::string below = url.substr(base.size());
  if (below.empty() || !target->ends_with(below)) return std::nullopt;
  target->resize(target->size() - below.size());
  while (target->ends_with('/')) target->pop_back();
  const std::optional<base::Url> parts = base::ParseUrl(*target);
  if (!parts || !parts->userinfo.empty() || !parts->query.empty() || *target == base) {
    return std::nullopt;
  }
  return target;
}

}  // namespace agent::net
