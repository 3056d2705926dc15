#include "agent/base/log.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

TEST(Log, WritesLogfmtWithQuotesOnlyWhereNeeded) {
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, "2026-11-22T12:00:00.000Z", "warn", "push fails",
                          {{"gateway", "http://127.0.0.1:9091"},
                           {"error", "said \"no\"\n\\ and\tmore"},
                           {"empty", ""}}),
            "ts=2026-11-22T12:00:00.000Z level=warn msg=\"push fails\" "
            "gateway=http://127.0.0.1:9091 error=\"said \\\"no\\\"\\n\\\\ and\\u0009more\" "
            "empty=\"\"");
}

TEST(Log, WritesJson) {
  EXPECT_EQ(FormatLogLine(LogFormat::kJson, "t", "info", "started", {{"site", "Köln/Halle 2"}}),
            R"({"ts":"t","level":"info","msg":"started","site":"Köln/Halle 2"})");
}

TEST(Log, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(FormatLogLine(LogFormat::kJson, "t", "info", "m", {{"name", "a\xFFz"}}),
            "{\"ts\":\"t\",\"level\":\"info\",\"msg\":\"m\",\"name\":\"a\xEF\xBF\xBDz\"}");
}

TEST(Log, GoesToStandardErrorFromItsLevelUp) {
  testing::internal::CaptureStderr();
  SetUpLog(LogLevel::kWarn, LogFormat::kLogfmt);
  LogInfo("not this");
  LogWarn("but this", {{"key", "value {}"}});
  SetUpLog(LogLevel::kInfo, LogFormat::kLogfmt);
  const std::string written = testing::internal::GetCapturedStderr();
  EXPECT_EQ(written.find("not this"), std::string::npos);
  EXPECT_NE(written.find("level=warn msg=\"but this\" key=\"value {}\"\n"), std::string::npos)
      << written;
}

}  // namespace
}  // namespace agent::base
