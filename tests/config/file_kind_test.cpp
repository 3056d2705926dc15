// What is given as the configuration by mistake, or is left of it.
#include "agent/config/file_kind.hpp"

#include <gtest/gtest.h>

#include "agent/config/load.hpp"
#include "config/load_helpers.hpp"
#include "support/temp_dir.hpp"

namespace agent::config {
namespace {

using std::string_literals::operator""s;

std::string Utf16(const std::string& text, bool big_endian) {
  std::string out;
  for (const char c : text) out += big_endian ? "\0"s + c : c + "\0"s;
  return out;
}

TEST(FileKind, SaysWhatIsNoConfiguration) {
  const std::string good = "site: a\nsource: {demo: {}}\n";
  const struct {
    std::string bytes;
    std::string error;
  } cases[] = {
      {std::string(500, '\0'),
       "1:1: the file holds nothing but zero bytes: it is damaged, as after a power cut; write it "
       "anew or fetch it from a backup"},
      {"\x1F\x8B\x08\0"s, "1:1: the file is compressed (gzip), not text: unpack it with gunzip"},
      {"\xFD"
       "7zXZ\0"s,
       "1:1: the file is compressed (xz), not text: unpack it with unxz"},
      {"\x28\xB5\x2F\xFD"s, "1:1: the file is compressed (zstd), not text: unpack it with unzstd"},
      {"PK\x03\x04"s,
       "1:1: the file is an archive (zip) or a document of an office program, not text"},
      {"\x7F"
       "ELF\x02\x01"s,
       "1:1: the file is a program, not a configuration: is the path right?"},
      {"SQLite format 3\0\x10"s,
       "1:1: the file is a database: --config wants the YAML file, which names the database in "
       "source.database.path"},
      {"\xFF\xFE" + Utf16(good, false),
       "1:1: the file is text in UTF-16, which Windows calls Unicode: save it as UTF-8"},
      {"\xFE\xFF" + Utf16(good, true),
       "1:1: the file is text in UTF-16, which Windows calls Unicode: save it as UTF-8"},
      {Utf16(good, false), "1:1: the file is text in UTF-16: save it as UTF-8"},
      {Utf16(good, true), "1:1: the file is text in UTF-16: save it as UTF-8"},
      {"\n<!DOCTYPE html>\n<html>",
       "1:1: the file is a web page (HTML or XML), not YAML: was it downloaded from a page that "
       "shows the file, or that wanted a login?"},
      {"-----BEGIN PRIVATE KEY-----\n",
       "1:1: the file is a certificate or key (PEM), not a configuration: is the path right?"},
      {"#!/bin/sh\n", "1:1: the file is a script, not a configuration: is the path right?"},
      {"{\\rtf1", "1:1: the file is a document of a text processor (RTF): save it as plain text"},
      {"site: a\n\0\0\0\0\0"s,
       "2:1: the file is damaged or not text: here stands the byte 00 (hexadecimal), which no text "
       "holds; write the file anew or fetch it from a backup"},
      {"site: a\nso\x07urce: {demo: {}}\n",
       "2:3: the file is damaged or not text: here stands the byte 07 (hexadecimal), which no text "
       "holds; write the file anew or fetch it from a backup"},
  };
  for (const auto& [bytes, error] : cases) {
    const LoadResult result = Parse(bytes);
    EXPECT_EQ(Lines(result.errors), "config.yaml:" + error + "\n");
  }
}

TEST(FileKind, TakesEveryKindOfText) {
  for (const char* const yaml :
       {"site: a\nsource: {demo: {}}\n", "\ufeffsite: a\r\nsource: {demo: {}}\r\n",
        "{\"site\": \"a\", \"source\": {\"demo\": {}}}",
        "{\n\t\"site\": \"a\",\n\t\"source\": {\"demo\": {}}\n}\n",
        "---\nsite: a\nsource:\n\n  demo: {}\n...\n",
        "# K\xF6ln, in Latin-1\nsite: a\nsource: {demo: {}}\n"}) {
    const LoadResult result = Parse(yaml);
    EXPECT_TRUE(result.config) << Lines(result.errors);
  }
}

TEST(FileKind, SaysThatAFolderIsNoFile) {
  const test::TempDir dir;
  const std::string path = dir.path();
  const LoadResult result = LoadConfig(path, TestEnvironment());
  EXPECT_EQ(Lines(result.errors), path +
                                      ": cannot read the configuration: is a directory: name the "
                                      "file in it\n");
}

}  // namespace
}  // namespace agent::config
