#include "agent/base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/secret.hpp"
#include "support/temp_dir.hpp"

namespace agent::base {
namespace {

using testing::HasSubstr;

std::string ErrorOf(const std::string& path, std::size_t max_bytes = 1024) {
  try {
    const std::string ignored = ReadSmallFile(path, max_bytes);
  } catch (const FileError& error) {
    return error.what();
  }
  return "no error";
}

TEST(File, ReadsEveryByte) {
  const test::TempDir dir;
  const std::string content("a\0b\r\n", 5);
  EXPECT_EQ(ReadSmallFile(dir.Write("f", content)), content);
  EXPECT_EQ(ReadSmallFile(dir.Write("empty", "")), "");
}

TEST(File, NamesThePathAndTheCauseOfEveryFault) {
  const test::TempDir dir;
  const std::string base = dir.path();
  EXPECT_EQ(ErrorOf(base + "/none"), base + "/none: No such file or directory");
  EXPECT_EQ(ErrorOf(base), base + ": is a directory");
  EXPECT_EQ(ErrorOf("/dev/zero"), "/dev/zero: is not a regular file");
  EXPECT_EQ(ErrorOf(dir.Write("big", std::string(1025, 'x'))),
            base + "/big: is larger than 1024 bytes");
}

TEST(File, DoesNotWaitForTheWriterOfAFifo) {
  const test::TempDir dir;
  const std::string fifo = dir.path() / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(ErrorOf(fifo), fifo + ": is not a regular file");
}

TEST(File, GoesThroughLinesAndCutsThoseThatAreTooLong) {
  const test::TempDir dir;
  const auto lines = [&](const std::string& content) {
    std::vector<std::string> found;
    ForEachLine(dir.Write("f", content), 3, [&](std::string_view line, bool is_cut) {
      found.push_back(std::string(line) + (is_cut ? "…" : ""));
    });
    return found;
  };
  using testing::ElementsAre;
  EXPECT_THAT(lines(""), testing::IsEmpty());
  EXPECT_THAT(lines("a\n\nabc\nabcd\nz"), ElementsAre("a", "", "abc", "abc…", "z"));
  EXPECT_THAT(lines(std::string(10'000, 'x') + "\nb\n"), ElementsAre("xxx…", "b"));
}

TEST(ReplaceFile, PutsTheWholeContentThereForEveryoneToRead) {
  const test::TempDir dir;
  const std::string path = dir.path() / "f";
  const ::mode_t mask = ::umask(0077);
  for (const std::string& content : {std::string("first"), std::string(1 << 20, 'x')}) {
    ReplaceFile(path, content);
    EXPECT_EQ(ReadSmallFile(path), content);
  }
  ::umask(mask);
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0644U);
}

TEST(ReadSmallFile, TellsAFileThatMayComeLateFromOneOfNoUse) {
  const test::TempDir dir;
  EXPECT_THROW(std::ignore = ReadSmallFile(dir.path() / "none"), FileNotReady);
  EXPECT_THROW(std::ignore = ReadSmallFile(dir.path() / "none/of/these"), FileNotReady);
  try {
    std::ignore = ReadSmallFile(dir.path());
    ADD_FAILURE();
  } catch (const FileNotReady&) {
    ADD_FAILURE() << "a folder does not become a file";
  } catch (const FileError&) {
  }
}

TEST(ReplaceFile, LeavesNothingBehindWhenItFails) {
  const test::TempDir dir;
  const std::string folder = dir.path() / "folder";
  std::filesystem::create_directories(folder + "/inside");
  EXPECT_THROW(ReplaceFile(folder, "x"), FileError);
  EXPECT_THROW(ReplaceFile(dir.path() / "absent" / "f", "x"), FileError);
  const auto files = std::filesystem::directory_iterator(dir.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(Secret, NeverPrintsItsText) {
  std::ostringstream out;
  out << Secret("hunter2") << Secret("");
  EXPECT_EQ(out.str(), "******");
}

}  // namespace
}  // namespace agent::base
