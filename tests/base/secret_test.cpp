#include "agent/base/secret.hpp"

#include <gtest/gtest.h>

#include <string>

#include "agent/base/file.hpp"
#include "support/temp_dir.hpp"

namespace agent::base {
namespace {

using std::string_literals::operator""s;

class SecretFile : public testing::Test {
 protected:
  // The secret in a file of that content, or "!" and why there is none.
  std::string Read(const std::string& content) const {
    const SecretSource source{Secret("unused"), dir_.Write("password", content)};
    try {
      return ReadSecret(source).Reveal();
    } catch (const FileError& error) {
      return "!" + std::string(error.what()).substr(source.file.size() + 2);
    }
  }

  const test::TempDir dir_;
};

TEST_F(SecretFile, IsReadAfresh) {
  EXPECT_EQ(Read("first\n"), "first");
  EXPECT_EQ(Read("second\n"), "second");
}

TEST_F(SecretFile, MeansItsOneLineWhateverTheEditorAdded) {
  for (const char* content : {"hunter2", "hunter2\n", "hunter2\r\n", "  hunter2 \t\n\n",
                              "\xEF\xBB\xBFhunter2\r\n", "\nhunter2"}) {
    EXPECT_EQ(Read(content), "hunter2") << content;
  }
  EXPECT_EQ(Read("hunter 2\n"), "hunter 2");
  EXPECT_EQ(Read("pässword\n"), "pässword");
}

TEST_F(SecretFile, IsRefusedWhereItIsNoOneLine) {
  for (const char* content : {"one\ntwo\n", "one\r\ntwo\r\n", "one\rtwo"}) {
    EXPECT_EQ(Read(content), "!must hold the secret in one line and nothing else") << content;
  }
  for (const std::string& content : {"hun\0ter2"s, "hunter2\0"s, "a\tb"s, "a\x7F"s, "a\x1B[2J"s}) {
    EXPECT_EQ(Read(content),
              "!holds a control character (NUL, a tab …), which no secret can: is it text?");
  }
  EXPECT_EQ(Read("\xFF\xFEh\0u\0n\0"s), "!is UTF-16 text: save it as UTF-8");
}

TEST_F(SecretFile, MayStillComeWhereItIsMissingOrEmpty) {
  for (const char* content : {"", "\n", " \r\n", "\xEF\xBB\xBF\n"}) {
    EXPECT_EQ(Read(content), "!is empty, but should hold a secret");
    EXPECT_THROW(static_cast<void>(ReadSecret({{}, dir_.path() / "password"})), FileNotReady);
  }
  EXPECT_THROW(static_cast<void>(ReadSecret({{}, dir_.path() / "none"})), FileNotReady);
}

}  // namespace
}  // namespace agent::base
