#include "agent/farm/printer_state.hpp"

#include <array>

#include "agent/base/text.hpp"

namespace agent::farm {
namespace {

struct Spelling {
  std::string_view word;
  PrinterState state;
};

constexpr std::array<Spelling, 15> kSpellings{{{"RUNNING", PrinterState::kRunning},
                                               {"PRINTING", PrinterState::kRunning},
                                               {"PREPARE", PrinterState::kPrepare},
                                               {"HEATING", PrinterState::kPrepare},
                                               {"HOMING", PrinterState::kPrepare},
                                               {"LEVELING", PrinterState::kPrepare},
                                               {"PAUSE", PrinterState::kPaused},
                                               {"PAUSED", PrinterState::kPaused},
                                               {"PAUSING", PrinterState::kPaused},
                                               {"FAILED", PrinterState::kFailed},
                                               {"ERROR", PrinterState::kFailed},
                                               {"ATTENTION", PrinterState::kFailed},
                                               {"UNKNOWN", PrinterState::kUnknown},
                                               {"OFFLINE", PrinterState::kOffline},
                                               {"DISCONNECTED", PrinterState::kOffline}}};

}  // namespace

PrinterState ParsePrinterState(std::string_view gcode_state) {
  for (const Spelling& spelling : kSpellings) {
    if (base::EqualsIgnoreCase(spelling.word, gcode_state)) return spelling.state;
  }
  return PrinterState::kIdle;
}

bool IsPrinting(PrinterState state) {
  return state == PrinterState::kRunning || state == PrinterState::kPrepare;
}

bool HasPrintInHand(PrinterState state) {
  return IsPrinting(state) || state == PrinterState::kPaused;
}

}  // namespace agent::farm
