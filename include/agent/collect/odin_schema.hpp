#pragma once

namespace agent::collect {

// The part of O.D.I.N.'s schema (1.9.3) that the agent reads: six tables with the columns that are
// read and a few more. Types, keys and indexes are O.D.I.N.'s. The demo farm's database has this
// schema.
inline constexpr char kOdinSchema[] = R"sql(
CREATE TABLE printers (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(100) NOT NULL UNIQUE,
  nickname VARCHAR(100),
  model VARCHAR(100),
  is_active BOOLEAN,
  api_type VARCHAR(50),
  last_seen DATETIME,
  bed_temp FLOAT,
  bed_target_temp FLOAT,
  nozzle_temp FLOAT,
  nozzle_target_temp FLOAT,
  gcode_state VARCHAR(20),
  total_print_hours FLOAT,
  total_print_count INTEGER
);
CREATE TABLE print_jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  printer_id INTEGER NOT NULL REFERENCES printers(id),
  job_name TEXT,
  started_at DATETIME NOT NULL,
  ended_at DATETIME,
  status TEXT DEFAULT 'running',
  progress_percent REAL DEFAULT 0,
  remaining_minutes REAL,
  scheduled_job_id INTEGER
);
CREATE INDEX idx_print_jobs_printer ON print_jobs(printer_id);
CREATE INDEX idx_print_jobs_status ON print_jobs(status);
CREATE INDEX idx_print_jobs_started ON print_jobs(started_at);
CREATE TABLE jobs (
  id INTEGER NOT NULL PRIMARY KEY,
  item_name VARCHAR(200) NOT NULL,
  quantity INTEGER,
  status VARCHAR(9),
  priority INTEGER,
  printer_id INTEGER REFERENCES printers(id) ON DELETE SET NULL,
  duration_hours FLOAT,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE spools (
  id INTEGER NOT NULL PRIMARY KEY,
  initial_weight_g FLOAT,
  remaining_weight_g FLOAT,
  vendor VARCHAR(100),
  status VARCHAR(8),
  location_printer_id INTEGER REFERENCES printers(id) ON DELETE SET NULL,
  low_stock_threshold_g INTEGER
);
CREATE TABLE orders (
  id INTEGER NOT NULL PRIMARY KEY,
  order_number VARCHAR(100),
  status VARCHAR(11),
  order_date DATETIME
);
CREATE TABLE alerts (
  id INTEGER NOT NULL PRIMARY KEY,
  alert_type VARCHAR(19) NOT NULL,
  severity VARCHAR(8) NOT NULL,
  title VARCHAR(200) NOT NULL,
  is_read BOOLEAN,
  printer_id INTEGER REFERENCES printers(id) ON DELETE CASCADE,
  created_at DATETIME DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ix_alerts_is_read ON alerts (is_read);
)sql";

}  // namespace agent::collect
