#include "agent/farm/printer_state.hpp"

#include <gtest/gtest.h>

#include <string>

namespace agent::farm {
namespace {

TEST(PrinterState, KnowsTheWordsOfEveryMaker) {
  const struct {
    PrinterState state;
    std::vector<std::string> words;
  } table[] = {
      {PrinterState::kRunning, {"RUNNING", "PRINTING", "printing", "Running"}},
      {PrinterState::kPrepare, {"PREPARE", "HEATING", "HOMING", "LEVELING", "heating"}},
      {PrinterState::kPaused, {"PAUSE", "PAUSED", "PAUSING", "paused"}},
      {PrinterState::kFailed, {"FAILED", "ERROR", "ATTENTION", "error"}},
      {PrinterState::kUnknown, {"UNKNOWN", "unknown"}},
      {PrinterState::kOffline, {"OFFLINE", "offline", "DISCONNECTED"}},
      {PrinterState::kIdle,
       {"IDLE", "FINISH", "FINISHED", "COMPLETE", "STANDBY", "CANCELLED", "STOPPED", "STOPPING",
        "BUSY", "", "RUNNING ", "something new"}},
  };
  for (const auto& row : table) {
    for (const std::string& word : row.words) EXPECT_EQ(ParsePrinterState(word), row.state) << word;
  }
}

TEST(PrinterState, PrintsWhileRunningOrPreparing) {
  EXPECT_TRUE(IsPrinting(PrinterState::kRunning));
  EXPECT_TRUE(IsPrinting(PrinterState::kPrepare));
  EXPECT_FALSE(IsPrinting(PrinterState::kPaused));
  EXPECT_FALSE(IsPrinting(PrinterState::kIdle));
}

TEST(PrinterState, HasAPrintInHandAlsoWhilePaused) {
  EXPECT_TRUE(HasPrintInHand(PrinterState::kPaused));
  EXPECT_TRUE(HasPrintInHand(PrinterState::kPrepare));
  for (const PrinterState state : {PrinterState::kIdle, PrinterState::kFailed,
                                   PrinterState::kUnknown, PrinterState::kOffline}) {
    EXPECT_FALSE(HasPrintInHand(state));
  }
}

}  // namespace
}  // namespace agent::farm
