#include "agent/base/log_writer.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <thread>

#include "agent/base/write_line.hpp"
#include "support/eventually.hpp"
#include "support/promptly.hpp"

namespace agent::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kCapacity = 4000;

std::string WithoutTimes(std::string log) {
  constexpr std::size_t kLength = sizeof "ts=2026-11-26T12:00:00.000Z";  // and a space
  for (std::size_t at = 0; (at = log.find("ts=", at)) != std::string::npos;) {
    log.erase(at, kLength);
  }
  return log;
}

// Somebody who gets lines and need not read them: a pipe, or a stream as the journal's.
class Reader {
 public:
  enum class Kind { kPipe, kSocket };

  explicit Reader(Kind kind) {
    const int made = kind == Kind::kPipe
                         ? ::pipe2(ends_.data(), O_CLOEXEC)
                         : ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data());
    EXPECT_EQ(made, 0);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  // The other end stays open: a writer's thread that was left to itself may still use it.
  ~Reader() { Leave(); }

  int in() const { return ends_[1]; }

  // Leaves no room for a line.
  void Fill() const {
    const int flags = ::fcntl(in(), F_GETFL);
    ::fcntl(in(), F_SETFL, flags | O_NONBLOCK);
    for (const std::size_t size : {std::size_t{4096}, std::size_t{1}}) {
      while (::write(in(), std::string(size, '#').data(), size) > 0) continue;
    }
    ::fcntl(in(), F_SETFL, flags);
  }

  bool HasText() const {
    pollfd wanted{ends_[0], POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 1;
  }

  void Leave() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }

  // Reads until `text` has come; all that has, without the times.
  std::string ReadTo(const std::string& text) {
    std::string all;
    std::array<char, 4096> buffer;
    while (all.find(text) == std::string::npos) {
      pollfd wanted{ends_[0], POLLIN, 0};
      if (::poll(&wanted, 1, 10'000) != 1) break;
      const ssize_t got = ::read(ends_[0], buffer.data(), buffer.size());
      if (got <= 0) break;
      all.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return WithoutTimes(all);
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::string Message(int number) { return std::to_string(number) + std::string(80, '.'); }

// A line is as the log writes it, without its time.
std::string LineOf(const std::string& message) { return "level=info msg=" + message + '\n'; }
std::string Line(int number) { return LineOf(Message(number)); }
std::string Notice(int lost) {
  return "level=warn msg=\"log lines were dropped: standard error did not take them\" lines=" +
         std::to_string(lost) + '\n';
}

void Say(LogWriter& writer, int number) { writer.Write(LogLevel::kInfo, Message(number), {}); }

class LogWriterTo : public testing::TestWithParam<Reader::Kind> {
 protected:
  LogWriterTo() { ::signal(SIGPIPE, SIG_IGN); }

  Reader reader_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(A, LogWriterTo,
                         testing::Values(Reader::Kind::kPipe, Reader::Kind::kSocket),
                         [](const testing::TestParamInfo<Reader::Kind>& kind) {
                           return kind.param == Reader::Kind::kPipe ? "Pipe" : "Socket";
                         });

TEST_P(LogWriterTo, WritesLinesInTheirOrderAndTheRestAtItsEnd) {
  LogWriter writer(reader_.in());
  writer.StartThread(kCapacity);
  std::string expected;
  for (int i = 0; i < 20; ++i) {
    Say(writer, i);
    expected += Line(i);
  }
  writer.StopThread(seconds(10));
  EXPECT_EQ(reader_.ReadTo(Line(19)), expected);
  EXPECT_EQ(writer.lost(), 0U);
}

TEST_P(LogWriterTo, NeverWaitsForItsReaderAndSaysHowManyLinesWereLost) {
  reader_.Fill();
  LogWriter writer(reader_.in());
  writer.StartThread(kCapacity);
  int written = 0;
  while (writer.lost() < 50) Say(writer, written++);

  const std::string all = reader_.ReadTo("lines=50\n");
  std::string expected;
  for (int i = 0; i < written - 50; ++i) expected += Line(i);
  EXPECT_EQ(all.substr(all.rfind('#') + 1), expected + Notice(50))
      << "the first lines, whole, and then the count";

  Say(writer, -1);
  EXPECT_EQ(reader_.ReadTo(Line(-1)), Line(-1)) << "all is well again";
  EXPECT_EQ(writer.lost(), 50U);
}

TEST_P(LogWriterTo, EndsInTimeThoughNobodyReads) {
  reader_.Fill();
  LogWriter writer(reader_.in());
  writer.StartThread(kCapacity);
  while (writer.lost() < 1) Say(writer, 0);
  const auto begun = std::chrono::steady_clock::now();
  writer.StopThread(milliseconds(50));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, test::Promptly(seconds(5)));
  const std::uint64_t lost = writer.lost();
  EXPECT_GT(lost, 10U) << "what was waiting";
  Say(writer, 1);
  EXPECT_EQ(writer.lost(), lost + 1);
}

TEST_P(LogWriterTo, WritesALineThatIsLongerThanTheQueueWhole) {
  LogWriter writer(reader_.in());
  writer.StartThread(kCapacity);
  const std::string message(300'000, 'x');
  writer.Write(LogLevel::kInfo, message, {});
  EXPECT_EQ(reader_.ReadTo("\n"), LineOf(message));
}

TEST_P(LogWriterTo, CountsLinesThatNobodyCanReadAnyMore) {
  LogWriter writer(reader_.in());
  writer.StartThread(kCapacity);
  reader_.Leave();
  for (int i = 0; i < 3; ++i) Say(writer, i);
  writer.StopThread(seconds(10));
  EXPECT_EQ(writer.lost(), 3U);
}

TEST_P(LogWriterTo, WritesALineBeforeItReturnsWhereThereIsNoThread) {
  LogWriter writer(reader_.in());
  for (int i = 0; i < 2; ++i) {
    Say(writer, i);
    EXPECT_TRUE(reader_.HasText()) << i;
    EXPECT_EQ(reader_.ReadTo(Line(i)), Line(i));
    writer.StartThread(kCapacity);
    writer.StopThread(seconds(10));
  }
}

TEST_P(LogWriterTo, KeepsWaitingLinesInTheFormatThatTheyWereSaidIn) {
  reader_.Fill();
  LogWriter writer(reader_.in());
  writer.StartThread(kCapacity);
  Say(writer, 0);
  Say(writer, 1);
  writer.SetUp(LogLevel::kWarn, LogFormat::kJson);
  Say(writer, 2);
  writer.Write(LogLevel::kWarn, "a", {});
  const std::string all = reader_.ReadTo("}\n");
  EXPECT_THAT(all.substr(all.rfind('#') + 1),
              testing::AllOf(testing::StartsWith(Line(0) + Line(1) + "{\"ts\":\""),
                             testing::EndsWith("Z\",\"level\":\"warn\",\"msg\":\"a\"}\n")));
}

TEST(LogWriter, SaysWhatADiskThatWasFullHasCost) {
  // A file whose size is limited is a disk that is full, for who writes.
  const int file = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  Reader reader(Reader::Kind::kPipe);
  {
    LogWriter writer(file);
    writer.StartThread(kCapacity);
    for (int i = 0; i < 3; ++i) Say(writer, i);
    ASSERT_TRUE(test::Eventually([&] { return writer.lost() == 3; }));
    ASSERT_EQ(::dup3(reader.in(), file, O_CLOEXEC), file) << "there is room again";
    Say(writer, 3);
    EXPECT_EQ(reader.ReadTo(Line(3)), Notice(3) + Line(3));
  }
  ::close(file);
}

TEST(WriteLine, LeavesTheFlagsOfASharedDescriptorAlone) {
  Reader reader(Reader::Kind::kPipe);
  const int before = ::fcntl(reader.in(), F_GETFL);
  EXPECT_TRUE(WriteLine(reader.in(), Line(0)));
  EXPECT_EQ(::fcntl(reader.in(), F_GETFL), before);
  EXPECT_EQ(before & O_NONBLOCK, 0);
}

TEST(WriteLine, WaitsAtADescriptorThatSomebodyElseHasMadeNonBlocking) {
  Reader reader(Reader::Kind::kPipe);
  ASSERT_EQ(::fcntl(reader.in(), F_SETFL, O_NONBLOCK | O_WRONLY), 0);
  const std::string line = std::string(200'000, 'x') + '\n';
  std::thread writer([&] { EXPECT_TRUE(WriteLine(reader.in(), line)); });
  EXPECT_EQ(reader.ReadTo("\n"), line);
  writer.join();
}

}  // namespace
}  // namespace agent::base
