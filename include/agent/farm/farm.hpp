#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/farm/printer_metric.hpp"
#include "agent/farm/printer_state.hpp"
#include "agent/farm/timestamp.hpp"

namespace agent::farm {

// O.D.I.N.'s own rule: a printer not seen for this long is offline.
inline constexpr std::chrono::seconds kOnlineWithin(90);

// One active printer as O.D.I.N. last wrote it.
struct Printer {
  std::int64_t id = 0;
  std::string display_name;  // nickname, else name, else "printer_<id>"; clean UTF-8
  PrinterState state = PrinterState::kIdle;
  std::optional<Timestamp> last_seen;  // nothing when missing or not a date
  // The values of kPrinterMetrics, in their order. Nothing for an unknown value.
  std::array<std::optional<double>, kPrinterMetrics.size()> values;
};

struct SpoolCounts {
  std::int64_t total = 0;  // those with a known weight
  std::int64_t low = 0;    // those with less than 100 g
};

// Rows per status; keys in lower case, clean UTF-8, never empty (`unknown` for NULL and '').
using StatusCounts = std::map<std::string, std::int64_t, std::less<>>;

// The farm at one moment. A part is nothing when the database has no table for it. Printers are in
// the order of their ids, each id once.
struct Farm {
  std::optional<std::vector<Printer>> printers;
  std::optional<StatusCounts> jobs;
  std::optional<SpoolCounts> spools;
  std::optional<StatusCounts> orders;
  std::optional<std::int64_t> unread_alerts;
};

// The newest `last_seen` of all printers.
[[nodiscard]] std::optional<Timestamp> NewestReading(const Farm& farm);

}  // namespace agent::farm
