#include "agent/base/base64.hpp"
#include "agent/base/text.hpp"
#include "agent/serve/credentials.hpp"
#include "fuzz/fuzzing.hpp"

using agent::fuzz::Require;
using agent::serve::CredentialHeaders;
using agent::serve::Credentials;
using agent::serve::Login;
using agent::serve::ParseCredentials;
using agent::serve::Token;

namespace {

bool IsNone(const Credentials& credentials) {
  return std::holds_alternative<std::monostate>(credentials);
}

const Token* ParseToken(const CredentialHeaders& headers, Credentials& credentials) {
  credentials = ParseCredentials(headers, "Bearer");
  return std::get_if<Token>(&credentials);
}

void ReadsAuthorization(std::string_view value) {
  Credentials storage;
  if (const Token* const token = ParseToken({{value}, {}}, storage)) {
    Require(!token->text.empty() && agent::base::Trim(token->text) == token->text,
            "a token is not empty, and without white space around it");
    Require(agent::base::ToLowerAscii(agent::base::Trim(value)).starts_with("bearer "),
            "a token has its scheme");
    Require(value.find(token->text) != std::string_view::npos, "a token is what was sent");
  } else if (const Login* const login = std::get_if<Login>(&storage)) {
    Require(login->username.find(':') == std::string::npos, "a user name ends at the colon");
    const std::string again =
        "bASIC " + agent::base::Base64Encode(login->username + ':' + login->password);
    const Credentials same = ParseCredentials({{again}, {}}, "Bearer");
    const Login* const other = std::get_if<Login>(&same);
    Require(other != nullptr && other->username == login->username &&
                other->password == login->password,
            "a login that is sent again is the same");
  }
}

void RefusesAmbiguity(std::string_view first, std::string_view second) {
  Require(IsNone(ParseCredentials({{}, {}}, "Bearer")), "no line, no credentials");
  Require(IsNone(ParseCredentials({{first, second}, {}}, "Bearer")), "two lines are none");
  Require(IsNone(ParseCredentials({{first}, {second}}, "Bearer")), "of two names neither");
  Require(IsNone(ParseCredentials({{}, {first, second}}, "Bearer")), "nor two API keys");
}

// Any token comes through, by either way, with the same text.
void TakesToken(std::string_view text) {
  const std::string_view trimmed = agent::base::Trim(text);
  const std::string line = "Bearer " + std::string(text);
  Credentials storage;
  const Token* const bearer = ParseToken({{line}, {}}, storage);
  Require((bearer != nullptr) == !trimmed.empty(), "any text but an empty one is a token");
  Require(bearer == nullptr || bearer->text == trimmed, "as Authorization: Bearer");
  const Token* const key = ParseToken({{}, {text}}, storage);
  Require(key == nullptr ? trimmed.empty() : key->text == trimmed, "and as X-API-Key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = agent::fuzz::AsText(data, size);
  ReadsAuthorization(text);
  RefusesAmbiguity(text.substr(0, size / 2), text.substr(size / 2));
  TakesToken(text);
  return 0;
}
