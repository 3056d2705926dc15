#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace agent::serve {

// The values of a request's header lines with credentials, in their order.
struct CredentialHeaders {
  std::vector<std::string_view> authorization;
  std::vector<std::string_view> api_key;  // X-API-Key
};

struct Token {
  std::string text;
};

struct Login {
  std::string username;
  std::string password;
};

// std::monostate for none, for malformed ones, for an unknown scheme, and for more than one. All of
// these are a 401.
using Credentials = std::variant<std::monostate, Token, Login>;

// Reads `Authorization: SCHEME TOKEN` (the scheme in any case), `Authorization: Basic BASE64` (RFC
// 7617) or `X-API-Key: TOKEN`. More than one such line is ambiguous, even with equal values: a
// proxy may have checked another line than we would.
[[nodiscard]] Credentials ParseCredentials(const CredentialHeaders& headers,
                                           std::string_view token_scheme);

}  // namespace agent::serve
