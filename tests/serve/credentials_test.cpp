#include "agent/serve/credentials.hpp"

#include <gtest/gtest.h>

#include "agent/base/base64.hpp"

namespace agent::serve {
namespace {

Credentials Authorization(std::string_view value) {
  return ParseCredentials({{value}, {}}, "Bearer");
}

std::string Basic(std::string_view user_and_password) {
  return "Basic " + base::Base64Encode(user_and_password);
}

TEST(Credentials, ReadsATokenInWhicheverCaseTheSchemeIs) {
  for (const char* value :
       {"Bearer t0k.en", "bearer t0k.en", "BEARER   t0k.en", "Bearer t0k.en "}) {
    const Credentials credentials = Authorization(value);
    ASSERT_TRUE(std::holds_alternative<Token>(credentials)) << value;
    EXPECT_EQ(std::get<Token>(credentials).text, "t0k.en");
  }
}

TEST(Credentials, ReadsATokenFromXApiKey) {
  const Credentials credentials = ParseCredentials({{}, {"odin_abc"}}, "Bearer");
  EXPECT_EQ(std::get<Token>(credentials).text, "odin_abc");
}

TEST(Credentials, TakesTheConfiguredSchemeAndNoOtherForAToken) {
  EXPECT_EQ(std::get<Token>(ParseCredentials({{"Token abc"}, {}}, "token")).text, "abc");
  EXPECT_TRUE(
      std::holds_alternative<std::monostate>(ParseCredentials({{"Bearer abc"}, {}}, "Token")));
}

TEST(Credentials, ReadsABasicLogin) {
  const Credentials credentials = Authorization(Basic("admin:pass word"));
  EXPECT_EQ(std::get<Login>(credentials).username, "admin");
  EXPECT_EQ(std::get<Login>(credentials).password, "pass word");
}

TEST(Credentials, SplitsALoginAtItsFirstColon) {
  const Credentials credentials = Authorization(Basic(":a:b"));
  EXPECT_EQ(std::get<Login>(credentials).username, "");
  EXPECT_EQ(std::get<Login>(credentials).password, "a:b");
}

TEST(Credentials, AreNoneWithoutAHeader) {
  EXPECT_TRUE(std::holds_alternative<std::monostate>(ParseCredentials({}, "Bearer")));
}

TEST(Credentials, AreNoneWhereTheHeaderIsMalformed) {
  for (const char* value :
       {"", " ", "Bearer", "Bearer ", "Bearer\t", "Bearert0ken", "Basic", "Basic ", "Basic !!!!",
        "Basic YWRtaW4", "Basic YWRtaW4=", "Basic YWRtaW46cA=== x", "Digest username=\"a\"",
        "YWRtaW46cA==", "Basic\tYWRtaW46cA==", ", Bearer x", "\xff\xfe Bearer"}) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(Authorization(value))) << value;
  }
}

TEST(Credentials, AreNoneWhereTheyAreAmbiguous) {
  const CredentialHeaders twice{{"Bearer a", "Bearer a"}, {}};
  const CredentialHeaders two_keys{{}, {"a", "a"}};
  const CredentialHeaders both{{"Bearer a"}, {"a"}};
  for (const CredentialHeaders& headers : {twice, two_keys, both}) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(ParseCredentials(headers, "Bearer")));
  }
}

}  // namespace
}  // namespace agent::serve
