#include "agent/net/mask.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "agent/base/base64.hpp"
#include "agent/base/url.hpp"

namespace agent::net {
namespace {

std::string PercentDecode(const std::string& text) {
  const auto free = [](char* memory) { curl_free(memory); };
  int size = 0;
  const std::unique_ptr<char, decltype(free)> decoded(
      curl_easy_unescape(nullptr, text.data(), static_cast<int>(text.size()), &size), free);
  if (!decoded) throw std::bad_alloc();
  return {decoded.get(), static_cast<std::size_t>(size)};
}

}  // namespace

void Mask::Add(std::string secret) {
  if (secret.empty()) return;
  const auto is_longer = [](const std::string& a, const std::string& b) {
    return a.size() > b.size();
  };
  const auto place = std::upper_bound(secrets_.begin(), secrets_.end(), secret, is_longer);
  secrets_.insert(place, std::move(secret));
}

void Mask::AddPasswordOf(const std::string& url) {
  const std::optional<base::Url> parts = base::ParseUrl(url, "http https socks5 socks5h");
  if (!parts || parts->userinfo.empty()) return;
  const std::size_t after_user = parts->userinfo.find(':') + 1;  // 0: a lone user
  const std::string user = PercentDecode(parts->userinfo.substr(0, after_user));
  const std::string password = PercentDecode(parts->userinfo.substr(after_user));
  Add(parts->userinfo.substr(after_user));
  Add(password);
  Add(base::Base64Encode(after_user == 0 ? password + ":" : user + password));
}

std::string Mask::Apply(std::string_view text) const {
  std::string masked;
  while (!text.empty()) {
    const auto secret = std::find_if(secrets_.begin(), secrets_.end(),
                                     [&](const std::string& s) { return text.starts_with(s); });
    if (secret == secrets_.end()) {
      masked += text.front();
      text.remove_prefix(1);
    } else {
      masked += "***";
      text.remove_prefix(secret->size());
    }
  }
  return masked;
}

}  // namespace agent::net
