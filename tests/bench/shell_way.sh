#!/usr/bin/env bash
# The way of a cron job: SQL that prints an exposition, piped to curl. Usage: shell_way.sh DB URL
set -euo pipefail
sqlite3 -readonly "$1" <<'SQL' | curl --silent --show-error --fail --request PUT --data-binary @- "$2"
.mode list
SELECT '# TYPE odin_printers_total gauge' || char(10) || 'odin_printers_total ' || count(*)
  FROM printers WHERE is_active = 1;
SELECT '# TYPE odin_printers_online gauge' || char(10) || 'odin_printers_online ' || count(*)
  FROM printers WHERE is_active = 1 AND last_seen > datetime('now', '-90 seconds');
SELECT '# TYPE odin_printer_nozzle_temp_celsius gauge';
SELECT 'odin_printer_nozzle_temp_celsius{printer="' || coalesce(nickname, name) || '",printer_id="'
  || id || '"} ' || nozzle_temp FROM printers WHERE is_active = 1 AND nozzle_temp IS NOT NULL;
SELECT '# TYPE odin_printer_bed_temp_celsius gauge';
SELECT 'odin_printer_bed_temp_celsius{printer="' || coalesce(nickname, name) || '",printer_id="'
  || id || '"} ' || bed_temp FROM printers WHERE is_active = 1 AND bed_temp IS NOT NULL;
SELECT '# TYPE odin_printer_print_hours_total counter';
SELECT 'odin_printer_print_hours_total{printer="' || coalesce(nickname, name) || '",printer_id="'
  || id || '"} ' || coalesce(total_print_hours, 0) FROM printers WHERE is_active = 1;
SELECT '# TYPE odin_printer_print_count_total counter';
SELECT 'odin_printer_print_count_total{printer="' || coalesce(nickname, name) || '",printer_id="'
  || id || '"} ' || coalesce(total_print_count, 0) FROM printers WHERE is_active = 1;
SELECT '# TYPE odin_jobs_by_status gauge';
SELECT 'odin_jobs_by_status{status="' || status || '"} ' || count(*) FROM jobs GROUP BY status;
SELECT '# TYPE odin_orders_by_status gauge';
SELECT 'odin_orders_by_status{status="' || status || '"} ' || count(*) FROM orders GROUP BY status;
SELECT '# TYPE odin_spools_total gauge' || char(10) || 'odin_spools_total '
  || count(remaining_weight_g) FROM spools;
SELECT '# TYPE odin_alerts_unread gauge' || char(10) || 'odin_alerts_unread ' || count(*)
  FROM alerts WHERE is_read = 0;
SQL
