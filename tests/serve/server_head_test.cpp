#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "serve/server_attack.hpp"

// Heads that a proxy before the server might read otherwise: what follows them is no request.
namespace agent::serve {
namespace {

using test::RawClient;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ServerHead : public ServerAttack {
 protected:
  // All that is answered to `head` and a request behind it, on a connection that is then closed by
  // the server.
  std::string AnswersBefore(const std::string& head, const std::string& behind) {
    RawClient client = Connect();
    client.Send(head + behind);
    return client.ReadToEnd();
  }

  const std::string smuggled_ = test::Request("GET", "/api/metrics", {kRight});
};

constexpr const char* kBegin = "GET /-/healthy HTTP/1.1\r\nHost: a\r\n";

TEST_F(ServerHead, RefusesWhatMayBeReadInTwoWaysAndHangsUp) {
  Start();
  const std::string length = std::to_string(smuggled_.size());
  const std::vector<std::string> fields = {
      "Content-Length : " + length,
      "Content-Length\t: " + length,
      " Content-Length: " + length,
      "Content-Length: 0\r\n " + length,
      "Content-Length: 0\r\n\t" + length,
      "Content-Length:\r\n " + length,
      "X: a\r\n Content-Length: " + length,
      "X: a\r\n b\r\n c",
      "Content-Length: 0\r\nContent-Length: " + length,
      "Content-Length: " + length + "\r\nContent-Length: 0",
      "Content-Length: " + length + "\r\nContent-Length: " + length,
      "Content-Length: " + length + "\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: " + length,
      "Transfer-Encoding : chunked",
      "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
      "Content-Length: +" + length,
      "Content-Length: 0x10",
      "Content-Length: " + length + ", " + length,
      "Content-Length: ",
      "Content-Length: 99999999999999999999999",
      "Content-Length",
      "Host: b",
      ": " + length,
      ":\r\nContent-Length: " + length,
      std::string("Content-Length: 0\0", 18) + length,
      std::string("\0Content-Length: ", 17) + length,
      std::string("Content-Length\0: ", 17) + length,
      std::string("X: a\0b", 7),
  };
  for (const std::string& field : fields) {
    const std::string answers = AnswersBefore(kBegin + field + "\r\n\r\n", smuggled_);
    EXPECT_THAT(answers, testing::AnyOf(StartsWith("HTTP/1.1 400 "), StartsWith("HTTP/1.1 413 ")))
        << field;
    // 0.9.75 sends the head of its own answer to a bad length twice.
    EXPECT_THAT(answers, Not(HasSubstr(" 200 "))) << field << " was no end";
    ExpectNothingGivenAway(answers, field);
  }
  ExpectNormal();
}

TEST_F(ServerHead, WantsOneHost) {
  Start();
  for (const std::string head :
       {"GET /-/healthy HTTP/1.1\r\n\r\n", "GET /-/healthy HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /-/healthy HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
        "GET /-/healthy HTTP/1.1\r\nHost: a b\r\n\r\n"}) {
    EXPECT_THAT(AnswersBefore(head, ""), StartsWith("HTTP/1.1 400 ")) << head;
  }
  RawClient old = Connect();
  old.Send("GET /-/healthy HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.Read().code, 200) << "HTTP/1.0 needs none";
}

TEST_F(ServerHead, RefusesABadFirstLine) {
  Start();
  for (const std::string line :
       {"GET /-/healthy", "GET /-/healthy HTTP", "GET /-/healthy HTTP/1.1 x", "GET  HTTP/1.1 ",
        "GET /-/healthy http/1.1", "GET /-/healthy?a b HTTP/1.1", "GET /-/ healthy HTTP/1.1",
        "GET /-/healthy\x01 HTTP/1.1"}) {
    const std::string answers = AnswersBefore(line + "\r\nHost: a\r\n\r\n", smuggled_);
    EXPECT_THAT(answers, StartsWith("HTTP/1.1 400 ")) << line;
    EXPECT_EQ(answers.find("HTTP/1.1", 1), std::string::npos) << line << " brought " << answers;
  }
  EXPECT_THAT(AnswersBefore("GET / HTTP/2.0\r\nHost: a\r\n\r\n", ""), StartsWith("HTTP/1.1 505 "));
}

TEST_F(ServerHead, AnswersAQueryOfManyArguments) {
  Start();
  std::string query = "/api/metrics?a=b";
  EXPECT_EQ(Get(query, {kRight}).body, kSecretText);
  for (int i = 1; i < 100; ++i) query += "&a=b";
  EXPECT_EQ(Get(query, {kRight}).body, kSecretText) << "a hundred arguments";
  for (const int count : {101, 250, 251, 300, 1000, 2000}) {
    query = "/api/metrics?";
    for (int i = 1; i < count; ++i) query += "a&";
    EXPECT_EQ(Get(query, {kRight}).code, 431) << count;
  }
  EXPECT_EQ(Get("/api/metrics?" + std::string(30'000, 'a'), {kRight}).code, 414);
  ExpectNormal();
}

TEST_F(ServerHead, TakesALongHeadThatComesInPieces) {
  Start();
  std::string head = "GET /api/metrics?a=b&c HTTP/1.1\r\nHost: a\r\n" + kRight + "\r\n";
  for (int i = 0; i < 60; ++i) {
    head += "X-" + std::to_string(i) + ":" + std::string(i % 3, ' ') +
            std::string(static_cast<std::size_t>(i), 'v') + std::string(i % 4, ' ') + "\r\n";
  }
  for (const std::size_t piece : {1, 7, 100, 1000, 4000}) {
    RawClient client = Connect();
    for (std::string rest = head + "\r\n"; !rest.empty();) {
      ASSERT_TRUE(client.Send(rest.substr(0, piece)));
      rest.erase(0, piece);
      if (piece > 1) {
        EXPECT_EQ(Get("/-/healthy").code, 200) << "the piece has been read";
      }
    }
    EXPECT_EQ(client.Read().body, kSecretText) << piece;
  }
  RawClient old = Connect();
  old.Send("\r\nGET /-/healthy HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.Read().code, 200) << "no header at all";
}

TEST_F(ServerHead, CountsWhatItRefuses) {
  Start();
  EXPECT_THAT(AnswersBefore("GET / HTTP/1.1\r\n\r\n", ""), Not(testing::IsEmpty()));
  EXPECT_EQ(Observed()["other 400"], 1);
}

}  // namespace
}  // namespace agent::serve
