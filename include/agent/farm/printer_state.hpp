#pragma once

#include <string_view>

namespace agent::farm {

// A printer's state, the same for every make.
enum class PrinterState { kIdle, kPrepare, kRunning, kPaused, kFailed, kUnknown, kOffline };

// Maps O.D.I.N.'s `gcode_state`, whose words differ between Bambu, Moonraker, PrusaLink and Elegoo.
// Letter case does not count. An unknown or empty word is idle, as in O.D.I.N.
[[nodiscard]] PrinterState ParsePrinterState(std::string_view gcode_state);

// RUNNING or PREPARE: the states that `odin_printers_printing` counts.
[[nodiscard]] bool IsPrinting(PrinterState state);

// RUNNING, PREPARE or PAUSED: the states in which a print job's progress belongs to the printer.
[[nodiscard]] bool HasPrintInHand(PrinterState state);

}  // namespace agent::farm
