// O.D.I.N.'s database is damaged or put into another's place while the agent runs.
#include <gmock/gmock.h>
#include <unistd.h>

#include <random>

#include "agent/base/file.hpp"
#include "integration/source_fixture.hpp"
#include "support/eventually.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPageBytes = 4096;

std::string ReadFile(const fs::path& file) { return base::ReadSmallFile(file, 10'000'000); }

std::string Noise(std::size_t bytes) {
  std::mt19937 random(20261122);
  std::string noise(bytes, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  return noise;
}

class SourceDamage : public SourceFixture {
 protected:
  // Starts all, stops O.D.I.N., puts what `damage` makes of the database into its place, and later
  // a backup back.
  void Expect(const std::function<std::string(std::string)>& damage, const std::string& reason,
              const std::string& words) {
    StartOdin();
    StartAgents();
    StopOdin();
    const std::string intact = ReadFile(database_);
    Overwrite(damage(intact));
    ExpectFault(reason, words);
    ExpectFolderUntouched();
    ExpectRightAfter([&] {
      Overwrite(intact);
      StartOdin();
    });
  }
};

TEST_F(SourceDamage, AHalfOfTheFileIsReportedAsCorrupt) {
  Expect([](const std::string& intact) { return intact.substr(0, intact.size() / 2); }, "corrupt",
         " is damaged: ");
}

TEST_F(SourceDamage, AnEmptyFileIsReportedAsEmpty) {
  Expect([](const std::string&) { return ""; }, "schema", "it is empty (0 bytes)");
}

TEST_F(SourceDamage, NoiseInAllPagesButTheFirstIsReportedAsCorrupt) {
  Expect(
      [](const std::string& intact) {
        return intact.substr(0, kPageBytes) + Noise(intact.size() - kPageBytes);
      },
      "corrupt", " is damaged: ");
}

TEST_F(SourceDamage, NoiseInAllPagesIsReportedAsNoDatabase) {
  Expect([](const std::string& intact) { return Noise(intact.size()); }, "not_a_database",
         "is not an SQLite database, or it is encrypted");
}

TEST_F(SourceDamage, ABackupThatIsMovedIntoPlaceIsReadWithoutAFault) {
  StartOdin();
  StartAgents();
  StopOdin();
  const std::string backup = MakeBackup();
  fs::rename(backup, database_);
  ExpectRightAfter([&] { StartOdin(); }, 4);
}

TEST_F(SourceDamage, ABackupThatIsWrittenOverTheFileIsReadWithoutAFault) {
  StartOdin();
  StartAgents();
  StopOdin();
  const std::string backup = MakeBackup();
  Overwrite(ReadFile(backup));
  ExpectRightAfter([&] { StartOdin(); }, 4);
}

// What an operator should not do: SQLite itself then takes the old -wal for the new file's. What
// the agent shows of such a database is whatever O.D.I.N. would read there.
class SourceReplacedUnderODIN : public SourceDamage, public testing::WithParamInterface<bool> {};

TEST_P(SourceReplacedUnderODIN, TheAgentGoesOnAndIsRightAfterAProperRestore) {
  StartOdin();
  StopOdin();
  const std::string backup = MakeBackup();
  const std::string content = ReadFile(backup);
  StartOdin();
  StartAgents();
  if (GetParam()) {
    fs::rename(backup, database_);
  } else {
    Overwrite(content);
  }
  for (const auto& agent : agents_) {
    const auto collects = [&] { return Value(agent->Served(), "odin_agent_collects_total"); };
    const double before = collects();
    EXPECT_TRUE(Eventually([&] { return collects() > before + 5; })) << agent->name();
  }
  KillOdin();
  fs::remove(File("-wal"));
  fs::remove(File("-shm"));
  fs::remove(database_);
  Overwrite(content);
  if (odin_user_) {
    ASSERT_EQ(::chown(database_.c_str(), *odin_user_, *odin_user_), 0);
  }
  StartOdin();
  ExpectFresh(4);
}

std::string NameOf(const testing::TestParamInfo<bool>& by_move) {
  return by_move.param ? "ByMove" : "InPlace";
}

INSTANTIATE_TEST_SUITE_P(Source, SourceReplacedUnderODIN, testing::Bool(), NameOf);

}  // namespace
}  // namespace agent::test
