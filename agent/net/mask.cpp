#include "agent/net/mask.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "agent/base/base64.hpp"
#include "agent/base/text.hpp"
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
  for (std::string& digits : Base64Within(secret)) {
    AddForm(SecretForm(std::move(digits), SecretForm::Kind::kBase64));
  }
  AddForm(SecretForm(std::move(secret)));
}

void Mask::AddForm(SecretForm form) {
  const auto is_longer = [](const SecretForm& a, const SecretForm& b) {
    return a.size() > b.size();
  };
  const auto place = std::upper_bound(forms_.begin(), forms_.end(), form, is_longer);
  forms_.insert(place, std::move(form));
}

void Mask::AddPasswordOf(const std::string& url) {
  const std::optional<base::Url> parts = base::ParseUrl(url, base::kAnyScheme);
  if (!parts || parts->userinfo.empty()) return;
  const std::size_t after_user = parts->userinfo.find(':') + 1;  // 0: a lone user
  const std::string user = PercentDecode(parts->userinfo.substr(0, after_user));
  const std::string password = PercentDecode(parts->userinfo.substr(after_user));
  Add(parts->userinfo.substr(after_user));
  Add(password);
  Add(base::Base64Encode(after_user == 0 ? password + ":" : user + password));
}

std::string Mask::Apply(std::string_view text) const {
  std::bitset<256> may_begin;
  for (std::size_t c = 0; c < may_begin.size(); ++c) {
    may_begin[c] = std::ranges::any_of(
        forms_, [c](const SecretForm& form) { return form.MayBeginWith(static_cast<char>(c)); });
  }
  std::string masked;
  while (!text.empty()) {
    const std::size_t size =
        may_begin[static_cast<unsigned char>(text.front())] ? SecretAtFront(text) : 0;
    if (size == 0) {
      masked += text.front();
      text.remove_prefix(1);
    } else {
      masked += "***";
      text.remove_prefix(size);
    }
  }
  return masked;
}

std::string Mask::ApplyToEnds(std::string_view text) const {
  constexpr std::size_t kEndBytes = 32 * 1024;
  if (text.size() <= 2 * kEndBytes) return Apply(text);
  // A secret that was cut at its front is not found: more than the longest one is left out there.
  constexpr std::size_t kCutSecretBytes = 4 * 1024;
  const std::string tail = Apply(text.substr(text.size() - kEndBytes));
  return Apply(text.substr(0, kEndBytes)) + " … " +
         tail.substr(std::min(tail.size(), kCutSecretBytes));
}

std::size_t Mask::SecretAtFront(std::string_view text) const {
  std::size_t longest = 0;
  for (const SecretForm& form : forms_) longest = std::max(longest, form.LengthAtFront(text));
  return longest;
}

std::string Mask::Quote(std::string_view text, std::size_t max_bytes) const {
  // Enough for a line of it; a text may have megabytes.
  constexpr std::size_t kMostLookedAt = 64 * 1024;
  return base::OneLine(Apply(text.substr(0, kMostLookedAt)), max_bytes);
}

}  // namespace agent::net
