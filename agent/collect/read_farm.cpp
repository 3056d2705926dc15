#include "agent/collect/read_farm.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include "agent/collect/read_counts.hpp"
#include "agent/collect/read_print_jobs.hpp"
#include "agent/collect/read_printers.hpp"
#include "agent/collect/schema.hpp"

namespace agent::collect {

FarmReading ReadFarm(SQLite::Database& database) {
  const SQLite::Transaction transaction(database);  // never committed: it only reads
  const Schema schema = ReadSchema(database, {{"printers", PrinterColumns()},
                                              {"print_jobs", PrintJobColumns()},
                                              {"jobs", {"status"}},
                                              {"spools", {"remaining_weight_g"}},
                                              {"orders", {"status"}},
                                              {"alerts", {"is_read"}}});
  FarmReading reading;
  farm::Farm& farm = reading.farm;
  Warnings& warnings = reading.warnings;
  const auto has = [&](const char* table, std::initializer_list<const char*> columns,
                       const char* families) {
    return FindTable(schema, table, columns, families, warnings) != nullptr;
  };
  if (const Table* const printers =
          FindTable(schema, "printers", {}, "odin_printers_* and odin_printer_* are", warnings)) {
    farm.printers = ReadPrinters(database, *printers, warnings);
    AddProgress(database, schema, *farm.printers, warnings);
  }
  if (has("jobs", {"status"}, "odin_jobs_by_status and odin_queue_depth are")) {
    farm.jobs = CountByStatus(database, "jobs");
  }
  if (has("spools", {"remaining_weight_g"}, "odin_spools_* are")) {
    farm.spools = CountSpools(database);
  }
  if (has("orders", {"status"}, "odin_orders_by_status is")) {
    farm.orders = CountByStatus(database, "orders");
  }
  if (has("alerts", {"is_read"}, "odin_alerts_unread is")) {
    farm.unread_alerts = CountUnreadAlerts(database);
  }
  return reading;
}

}  // namespace agent::collect
