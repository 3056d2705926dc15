#include "agent/net/reply_words.hpp"

#include <gmock/gmock.h>

#include <string>

namespace agent::net {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::string WordsOf(std::string body) {
  HttpReply reply;
  reply.status = 400;
  reply.body = std::move(body);
  return ReplyWords(reply);
}

TEST(ReplyWords, AreOneLine) {
  EXPECT_EQ(WordsOf(""), "");
  EXPECT_EQ(WordsOf(" \r\n"), "");
  EXPECT_EQ(WordsOf("disk\r\n   full\n"), "disk full");
  EXPECT_EQ(WordsOf("a\x1B[31mred"), "a [31mred");
}

// What a Pushgateway refuses it quotes in full, and says only then what is wrong with it.
TEST(ReplyWords, KeepTheHeadAndTheTail) {
  const std::string words =
      WordsOf("pushed metrics are invalid: collected metric odin_x {" + std::string(3000, 'l') +
              "} was collected before with the same name and label values\n");
  EXPECT_THAT(words, AllOf(StartsWith("pushed metrics are invalid: collected metric odin_x {lll"),
                           HasSubstr("lll … lll"),
                           EndsWith("was collected before with the same name and label values"),
                           SizeIs(505)));
}

TEST(ReplyWords, AreNotCutInTheMiddleOfACharacter) {
  std::string body;
  for (int i = 0; i < 500; ++i) body += "ü";
  for (const std::string shift : {"", "x"}) {
    EXPECT_THAT(WordsOf(shift + body + shift), Not(HasSubstr("\xEF\xBF\xBD")));
  }
}

TEST(ReplyWords, LeaveMarkupOut) {
  EXPECT_EQ(WordsOf("<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>"
                    "\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n<hr><center>"
                    "nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"),
            "413 Request Entity Too Large nginx/1.22.1");
}

TEST(ReplyWords, CountBytesThatNobodyCanRead) {
  std::string noise;
  for (int i = 0; i < 1000; ++i) noise += static_cast<char>(i * 37);
  EXPECT_EQ(WordsOf(noise), "1000 bytes of binary data");
  EXPECT_EQ(WordsOf("cannot decode what was sent: \x1F\x8B" + noise),
            "cannot decode what was sent: (and 1002 bytes of binary data)");
  EXPECT_EQ(WordsOf("caf\xE9 is closed today, and tomorrow"),
            "caf\xEF\xBF\xBD is closed today, and tomorrow");
}

TEST(ReplyWords, MaskASecretBeforeTheyAreCutAndAfterTheyAreDecoded) {
  HttpReply reply;
  reply.status = 200;
  reply.mask.Add("p<ss&word");
  reply.body = std::string(245, 'x') + "p<ss&word" + std::string(400, 'y');
  EXPECT_THAT(ReplyWords(reply), AllOf(HasSubstr("x***"), Not(HasSubstr("p<ss"))));
  reply.body = "<p>p&lt;ss&amp;word</p>";
  EXPECT_EQ(ReplyWords(reply), "***");
}

}  // namespace
}  // namespace agent::net
