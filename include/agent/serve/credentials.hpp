#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace agent::serve {

// The values of a request's header lines that bear on access, in their order.
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

// std::monostate where there are none, or malformed ones, or an unknown scheme, or more than one:
// all of that is a 401.
using Credentials = std::variant<std::monostate, Token, Login>;

// Reads `Authorization: SCHEME TOKEN` (the scheme in any case), `Authorization: Basic BASE64`
// (RFC 7617) or `X-API-Key: TOKEN`. More than one such line, even with equal values, is ambiguous:
// a proxy in between may have looked at another one than we would.
[[nodiscard]] Credentials ParseCredentials(const CredentialHeaders& headers,
                                           std::string_view token_scheme);

}  // namespace agent::serve
