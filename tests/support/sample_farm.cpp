#include "support/sample_farm.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "support/paths.hpp"

namespace agent::test {

SampleFarm::SampleFarm() {
  std::filesystem::copy_file(SourcePath("tests/fixtures/odin-sample.db"), path());
  std::filesystem::permissions(path(), std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  writer_ = std::make_unique<SQLite::Database>(path(), SQLite::OPEN_READWRITE);
  Execute(
      "UPDATE printers SET last_seen ="
      " CASE WHEN id % 4 THEN strftime('%Y-%m-%d %H:%M:%S', 'now', '+1 day') END");
}

SampleFarm::~SampleFarm() = default;

void SampleFarm::Execute(const std::string& sql) { writer_->exec(sql); }

void SampleFarm::Rename(int printer_id, const std::string& nickname) {
  SQLite::Statement update(*writer_, "UPDATE printers SET nickname = ? WHERE id = ?");
  update.bind(1, nickname);
  update.bind(2, printer_id);
  update.exec();
}

void SampleFarm::StopWriter() { writer_.reset(); }

}  // namespace agent::test
