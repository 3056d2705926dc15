// O.D.I.N. as the agent meets it: another process, perhaps another user's, that has the database
// open and writes it. SIGTERM ends it as a clean exit of O.D.I.N. does, whatever its role; any
// failure ends it with its reason and exit code 1.
//
//   odin_writer DATABASE write [SQL]   makes the database if there is none, runs SQL (a migration),
//                                      then writes as O.D.I.N.'s monitors do, only more often
//   odin_writer DATABASE lock          holds it exclusively
//   odin_writer DATABASE half-write    is in the middle of a transaction that has reached the file
//   odin_writer DATABASE hold          reads it once, and keeps the connection open
//   odin_writer DATABASE exec SQL      runs SQL and ends
//   odin_writer DATABASE churn         opens a connection, writes and closes it, 50 times a second,
//                                      as O.D.I.N. does for nearly every statement
//
// Says "ready" when the database is in the state asked for.
#include <SQLiteCpp/Database.h>
#include <signal.h>

#include <ctime>
#include <exception>
#include <iostream>
#include <string>

#include "agent/collect/odin_schema.hpp"

namespace {

constexpr int kBusyTimeoutMilliseconds = 5000;  // O.D.I.N.'s

constexpr char kRows[] = R"sql(
INSERT INTO printers (id, name, is_active, gcode_state, total_print_count)
  VALUES (1, 'Apollo', 1, 'RUNNING', 0), (2, 'Borealis', 1, 'IDLE', 0), (3, 'Calypso', 1, 'IDLE', 0);
INSERT INTO print_jobs (printer_id, started_at, progress_percent) VALUES (1, '2026-11-22 10:00:00', 7);
INSERT INTO jobs (id, item_name, status) VALUES (1, 'vase', 'pending'), (2, 'box', 'completed');
INSERT INTO spools (id, remaining_weight_g) VALUES (1, 900), (2, 40);
INSERT INTO orders (id, status) VALUES (1, 'pending');
INSERT INTO alerts (id, alert_type, severity, title, is_read) VALUES (1, 'spool_low', 'warning', 'low', 0);
)sql";

constexpr char kRound[] = R"sql(
BEGIN IMMEDIATE;
UPDATE printers SET last_seen = strftime('%Y-%m-%d %H:%M:%S', 'now'),
  nozzle_temp = 200 + total_print_count % 10, total_print_count = total_print_count + 1;
UPDATE print_jobs SET remaining_minutes = 90;
INSERT INTO jobs (item_name, status) VALUES ('vase', 'pending');
DELETE FROM jobs WHERE id > 100;
COMMIT;
)sql";

// True as soon as SIGTERM has come; false after `pause`.
bool IsToEnd(std::timespec pause) {
  sigset_t terminate;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  return sigtimedwait(&terminate, nullptr, &pause) == SIGTERM;
}

void TellReadyAndWait() {
  std::cout << "ready" << std::endl;
  while (!IsToEnd({3600, 0})) {
  }
}

void Write(SQLite::Database& odin, const std::string& migration) {
  if (!odin.tableExists("printers")) {
    odin.exec("PRAGMA journal_mode = WAL");
    odin.exec("BEGIN; " + std::string(agent::collect::kOdinSchema) + kRows + "COMMIT");
  }
  odin.exec("PRAGMA synchronous = OFF");  // power cuts are not what these tests are about
  odin.exec(migration);
  odin.exec(kRound);
  std::cout << "ready" << std::endl;
  while (!IsToEnd({0, 20'000'000})) odin.exec(kRound);
}

void Lock(SQLite::Database& odin) {
  // In WAL mode, a transaction alone keeps no reader out.
  odin.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  odin.exec("UPDATE printers SET bed_temp = 60");
  TellReadyAndWait();
}

void HalfWrite(SQLite::Database& odin) {
  // A cache of one page spills into the database file before the transaction ends.
  odin.exec("PRAGMA cache_size = 1; BEGIN; CREATE TABLE big (a)");
  odin.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) "
      "INSERT INTO big SELECT randomblob(1000) FROM n");
  TellReadyAndWait();
}

void Hold(SQLite::Database& odin) {
  odin.exec("SELECT count(*) FROM printers");
  TellReadyAndWait();
}

void Churn(const std::string& path) {
  std::cout << "ready" << std::endl;
  do {
    SQLite::Database odin(path, SQLite::OPEN_READWRITE, kBusyTimeoutMilliseconds);
    odin.exec(
        "UPDATE printers SET last_seen = strftime('%Y-%m-%d %H:%M:%S', 'now'), "
        "nozzle_temp = abs(random() % 300) WHERE id = 1");
  } while (!IsToEnd({0, 20'000'000}));
}

void Play(const std::string& path, const std::string& role, const std::string& sql) {
  if (role == "churn") return Churn(path);
  SQLite::Database odin(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                        kBusyTimeoutMilliseconds);
  if (role == "write") {
    Write(odin, sql);
  } else if (role == "lock") {
    Lock(odin);
  } else if (role == "half-write") {
    HalfWrite(odin);
  } else if (role == "hold") {
    Hold(odin);
  } else if (role == "exec") {
    odin.exec(sql);
  } else {
    throw std::invalid_argument("no such role: " + role);
  }
}

}  // namespace

int main(int argc, char** argv) {
  sigset_t terminate;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  sigprocmask(SIG_BLOCK, &terminate, nullptr);
  try {
    if (argc < 3) throw std::invalid_argument("usage: odin_writer DATABASE ROLE [SQL]");
    Play(argv[1], argv[2], argc > 3 ? argv[3] : "");
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "odin_writer: " << error.what() << std::endl;
    return 1;
  }
}
