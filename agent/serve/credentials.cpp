#include "agent/serve/credentials.hpp"

#include <optional>

#include "agent/base/base64.hpp"
#include "agent/base/text.hpp"

namespace agent::serve {
namespace {

Credentials ParseToken(std::string_view text) {
  if (text.empty()) return {};
  return Token{std::string(text)};
}

Credentials ParseBasic(std::string_view text) {
  const std::optional<std::string> decoded = base::Base64Decode(text);
  if (!decoded) return {};
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return {};
  return Login{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

}  // namespace

Credentials ParseCredentials(const CredentialHeaders& headers, std::string_view token_scheme) {
  if (headers.authorization.size() + headers.api_key.size() != 1) return {};
  if (!headers.api_key.empty()) return ParseToken(base::Trim(headers.api_key.front()));

  const std::string_view value = base::Trim(headers.authorization.front());
  const std::size_t space = value.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view scheme = value.substr(0, space);
  const std::string_view rest = base::Trim(value.substr(space));
  if (base::EqualsIgnoreCase(scheme, "Basic")) return ParseBasic(rest);
  if (base::EqualsIgnoreCase(scheme, token_scheme)) return ParseToken(rest);
  return {};
}

}  // namespace agent::serve
