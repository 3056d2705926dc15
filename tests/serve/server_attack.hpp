#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "agent/serve/bcrypt.hpp"
#include "serve/server_fixture.hpp"

// What the tests of attacks share: a server to attack, and a client to see that it goes on.
namespace agent::serve {

inline const std::string kToken = "qX7vR2mK9pL4sT8w";
inline const std::string kRight = "X-API-Key: " + kToken;
inline const std::string kPassword = "pa:ss";
inline constexpr const char* kSecretText = "odin_printers_total 20\n";
inline constexpr const char* kSecretSite = "berlin-1";  // on the landing page

class ServerAttack : public test::ServerTest {
 protected:
  ServerAttack() {
    config_.authorization.emplace();
    config_.authorization->credentials.value = base::Secret(kToken);
    config_.basic_auth_users = {{"admin", HashPassword(kPassword, 4)}};
    limits_.inactivity = std::chrono::seconds(1);
    Publish(1, kSecretText);
  }

  // All that the server sends to clients, one for each request, that send it and then no more.
  std::vector<std::string> AnswersTo(const std::vector<std::string>& requests) {
    std::vector<test::RawClient> clients;
    for (const std::string& request : requests) {
      clients.push_back(Connect());
      clients.back().Send(request);
    }
    // The library does not notice an end that it finds together with the last bytes before it, so
    // these must have been read before: later clients are served later.
    for (int i = 0; i < 3; ++i) EXPECT_EQ(Get("/-/healthy").code, 200);
    for (test::RawClient& client : clients) client.EndWriting();
    std::vector<std::string> answers;
    for (test::RawClient& client : clients) {
      answers.push_back(client.ReadToEnd());
      client.ResetAtClose();  // else ports run out
    }
    return answers;
  }
  std::string AnswersTo(const std::string& request) {
    return AnswersTo(std::vector<std::string>{request}).front();
  }

  void ExpectNormal() { EXPECT_EQ(Get("/api/metrics", {kRight}).body, kSecretText); }
};

inline void ExpectNothingGivenAway(const std::string& answers, const std::string& request) {
  const bool is_safe = answers.find(kSecretText) == std::string::npos &&
                       answers.find(kSecretSite) == std::string::npos &&
                       answers.find("version=0.0.4") == std::string::npos &&
                       answers.find("text/html; charset=utf-8") == std::string::npos;
  ASSERT_TRUE(is_safe) << "to " << testing::PrintToString(request) << " came " << answers;
}

}  // namespace agent::serve
