#include "agent/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "agent/base/log_text.hpp"

namespace agent::base {
namespace {

TEST(Log, WritesLogfmtWithQuotesOnlyWhereNeeded) {
  EXPECT_EQ(FormatLogText(LogFormat::kLogfmt, LogLevel::kWarn, "push fails",
                          {{"gateway", "http://127.0.0.1:9091"},
                           {"error", "said \"no\"\n\\ and\tmore"},
                           {"empty", ""}}),
            "level=warn msg=\"push fails\" "
            "gateway=http://127.0.0.1:9091 error=\"said \\\"no\\\"\\n\\\\ and\\u0009more\" "
            "empty=\"\"");
}

TEST(Log, WritesJson) {
  EXPECT_EQ(FormatLogText(LogFormat::kJson, LogLevel::kInfo, "started", {{"site", "Köln/Halle 2"}}),
            R"("level":"info","msg":"started","site":"Köln/Halle 2")");
}

TEST(Log, ReplacesBytesThatAreNoUtf8) {
  EXPECT_EQ(FormatLogText(LogFormat::kJson, LogLevel::kInfo, "m", {{"name", "a\xFFz"}}),
            "\"level\":\"info\",\"msg\":\"m\",\"name\":\"a\xEF\xBF\xBDz\"");
}

// What acts on a terminal, turns a line round, breaks it, or is not seen.
constexpr const char* kHostile = "a\u009b31m\u009d0;t\u202Eb\u2028c\u00A0d\U000E0041e\x1b[1m";

TEST(Log, WritesWhatActsOnATerminalAsItsCodeInLogfmt) {
  EXPECT_EQ(FormatLogText(LogFormat::kLogfmt, LogLevel::kWarn, "m", {{"name", kHostile}}),
            "level=warn msg=m name=\"a\\u009b31m\\u009d0;t\\u202eb\\u2028c\\u00a0d"
            "\\udb40\\udc41e\\u001b[1m\"");
  EXPECT_EQ(FormatLogText(LogFormat::kLogfmt, LogLevel::kWarn, "m", {{"name", "a\u202E"}}),
            "level=warn msg=m name=\"a\\u202e\"")
      << "such a character alone wants quotes";
}

TEST(Log, WritesWhatActsOnATerminalAsItsCodeInJsonThatReadsBack) {
  const std::string line =
      '{' + FormatLogText(LogFormat::kJson, LogLevel::kWarn, kHostile, {{kHostile, kHostile}}) +
      '}';
  for (const char* const raw :
       {"\u009b", "\u009d", "\u202E", "\u2028", "\u00A0", "\U000E0041", "\x1b"}) {
    EXPECT_EQ(line.find(raw), std::string::npos) << line;
  }
  const nlohmann::json read = nlohmann::json::parse(line);
  EXPECT_EQ(read.at("msg"), kHostile);
  EXPECT_EQ(read.at(kHostile), kHostile);
}

TEST(Log, KeepsAKeyOfAnybodyToItsPlace) {
  EXPECT_EQ(FormatLogText(LogFormat::kLogfmt, LogLevel::kWarn, "m", {{"k=1 level", "info"}}),
            "level=warn msg=m \"k=1 level\"=info");
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

TEST(Log, BeginsEachLineWithItsTimeInUtcInTheFormatOfItsMoment) {
  testing::internal::CaptureStderr();
  LogError("said {}%v", {{"key", "a"}});
  SetUpLog(LogLevel::kDebug, LogFormat::kJson);
  LogDebug("said {}%v", {{"key", "a"}});
  SetUpLog(LogLevel::kInfo, LogFormat::kLogfmt);
  const std::string written = testing::internal::GetCapturedStderr();
  const std::string time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z";
  EXPECT_THAT(written,
              testing::MatchesRegex(
                  "ts=" + time + " level=error msg=\"said [{][}]%v\" key=a\n[{]\"ts\":\"" + time +
                  "\",\"level\":\"debug\",\"msg\":\"said [{][}]%v\",\"key\":\"a\"[}]\n"));
}

}  // namespace
}  // namespace agent::base
