#include "agent/base/log.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

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

// What acts on a terminal, turns a line round, breaks it, or is not seen.
constexpr const char* kHostile = "a\u009b31m\u009d0;t\u202Eb\u2028c\u00A0d\U000E0041e\x1b[1m";

TEST(Log, WritesWhatActsOnATerminalAsItsCodeInLogfmt) {
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, "t", "warn", "m", {{"name", kHostile}}),
            "ts=t level=warn msg=m name=\"a\\u009b31m\\u009d0;t\\u202eb\\u2028c\\u00a0d"
            "\\udb40\\udc41e\\u001b[1m\"");
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, "t", "warn", "m", {{"name", "a\u202E"}}),
            "ts=t level=warn msg=m name=\"a\\u202e\"")
      << "such a character alone wants quotes";
}

TEST(Log, WritesWhatActsOnATerminalAsItsCodeInJsonThatReadsBack) {
  const std::string line =
      FormatLogLine(LogFormat::kJson, "t", "warn", kHostile, {{kHostile, kHostile}});
  for (const char* const raw :
       {"\u009b", "\u009d", "\u202E", "\u2028", "\u00A0", "\U000E0041", "\x1b"}) {
    EXPECT_EQ(line.find(raw), std::string::npos) << line;
  }
  const nlohmann::json read = nlohmann::json::parse(line);
  EXPECT_EQ(read.at("msg"), kHostile);
  EXPECT_EQ(read.at(kHostile), kHostile);
}

TEST(Log, KeepsAKeyOfAnybodyToItsPlace) {
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, "t", "warn", "m", {{"k=1 level", "info"}}),
            "ts=t level=warn msg=m \"k=1 level\"=info");
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
