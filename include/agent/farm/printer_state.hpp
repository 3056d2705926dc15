#pragma once

#include <string_view>

namespace agent::farm {

// What a printer is doing, whatever its maker calls it.
enum class PrinterState { kIdle, kPrepare, kRunning, kPaused, kFailed, kUnknown, kOffline };

// Maps O.D.I.N.'s `gcode_state` in any case: Bambu, Moonraker, PrusaLink and Elegoo each have
// words of their own. Whatever is not in the table (empty included) is idle, as in O.D.I.N.
[[nodiscard]] PrinterState ParsePrinterState(std::string_view gcode_state);

// RUNNING or PREPARE: the states that `odin_printers_printing` counts.
[[nodiscard]] bool IsPrinting(PrinterState state);

// RUNNING, PREPARE or PAUSED: the states in which a print job's progress belongs to the printer.
[[nodiscard]] bool HasPrintInHand(PrinterState state);

}  // namespace agent::farm
