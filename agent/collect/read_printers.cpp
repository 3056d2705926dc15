#include "agent/collect/read_printers.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/collect/column_value.hpp"
#include "agent/collect/farm_limits.hpp"

namespace agent::collect {
namespace {

// The first columns of the query. Those of farm::kPrinterMetrics follow.
enum FixedColumn { kId, kName, kNickname, kGcodeState, kLastSeen };
constexpr std::array<const char*, 5> kFixedColumns{"id", "name", "nickname", "gcode_state",
                                                   "last_seen"};

constexpr const char* kIsActive = "is_active";

std::string PrinterQuery(const Table& printers, Warnings& warnings) {
  std::string select = printers.Expression("id", "rowid", ": its rowid is used", warnings);
  const auto add = [&](const char* column, bool is_in_every_version) {
    const char* const consequence = is_in_every_version ? ": it counts as NULL" : nullptr;
    select += ", " + printers.Expression(column, "NULL", consequence, warnings);
  };
  for (std::size_t i = kId + 1; i < kFixedColumns.size(); ++i) add(kFixedColumns[i], true);
  for (const farm::PrinterMetric& metric : farm::kPrinterMetrics) {
    add(metric.column, metric.is_in_every_version);
  }
  const std::string is_active =
      printers.Expression(kIsActive, "1", ": every printer counts as active", warnings);
  return "SELECT " + select + " FROM printers WHERE " + is_active + " = 1";
}

std::string DisplayName(const SQLite::Statement& row, std::int64_t id) {
  for (const FixedColumn column : {kNickname, kName}) {
    const SQLite::Column value = row.getColumn(column);
    const std::string_view name = TextIn(value);
    if (!name.empty()) return base::SanitizeUtf8(base::HeadAtCharacter(name, kLongestNameBytes));
  }
  return "printer_" + std::to_string(id);
}

std::optional<double> ValueIn(const SQLite::Column& value, farm::ValueKind kind) {
  return kind == farm::ValueKind::kPercent ? PercentIn(value) : NumberIn(value);
}

farm::Printer PrinterIn(const SQLite::Statement& row) {
  farm::Printer printer;
  printer.id = row.getColumn(kId).getInt64();
  printer.display_name = DisplayName(row, printer.id);
  const SQLite::Column state = row.getColumn(kGcodeState);
  printer.state = farm::ParsePrinterState(base::Trim(TextIn(state)));
  const SQLite::Column last_seen = row.getColumn(kLastSeen);
  printer.last_seen = farm::ParseTimestamp(TextIn(last_seen));
  for (std::size_t i = 0; i < farm::kPrinterMetrics.size(); ++i) {
    const auto column = static_cast<int>(kFixedColumns.size() + i);
    printer.values[i] = ValueIn(row.getColumn(column), farm::kPrinterMetrics[i].kind);
  }
  return printer;
}

// A damaged or foreign table may repeat an id, which would repeat a series.
void SortAndRemoveRepeatedIds(std::vector<farm::Printer>& printers) {
  std::ranges::stable_sort(printers, {}, &farm::Printer::id);
  // Not of std::ranges, whose result clang 14 cannot make with the library of g++ 12.
  const auto same_id = [](const auto& one, const auto& other) { return one.id == other.id; };
  printers.erase(std::unique(printers.begin(), printers.end(), same_id), printers.end());
}

}  // namespace

std::vector<const char*> PrinterColumns() {
  std::vector<const char*> columns(kFixedColumns.begin(), kFixedColumns.end());
  for (const farm::PrinterMetric& metric : farm::kPrinterMetrics) columns.push_back(metric.column);
  columns.push_back(kIsActive);
  return columns;
}

std::vector<farm::Printer> ReadPrinters(SQLite::Database& database, const Table& table,
                                        Warnings& warnings) {
  std::vector<farm::Printer> printers;
  std::size_t name_bytes = 0;
  SQLite::Statement query(database, PrinterQuery(table, warnings));
  while (query.executeStep()) {
    if (printers.size() == kMostPrinters) {
      throw FarmTooLarge("table printers has more than " + std::to_string(kMostPrinters) +
                         " active printers");
    }
    printers.push_back(PrinterIn(query));
    name_bytes += printers.back().display_name.size();
    if (name_bytes > kMostNameBytes) {
      throw FarmTooLarge("the names in table printers take more than " +
                         std::to_string(kMostNameBytes) + " bytes");
    }
  }
  SortAndRemoveRepeatedIds(printers);
  return printers;
}

}  // namespace agent::collect
