#include "agent/net/mask.hpp"

#include <algorithm>
#include <utility>

namespace agent::net {

void Mask::Add(std::string secret) {
  if (secret.empty()) return;
  const auto is_longer = [](const std::string& a, const std::string& b) {
    return a.size() > b.size();
  };
  const auto place = std::upper_bound(secrets_.begin(), secrets_.end(), secret, is_longer);
  secrets_.insert(place, std::move(secret));
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
