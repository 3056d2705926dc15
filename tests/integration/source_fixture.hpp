#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "integration/watched_agent.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// O.D.I.N. as a process that writes its database all the time, agents that read it, and what must
// be true of them whatever befalls the database. As root, O.D.I.N. has a user of its own and there
// are three agents: one of root, one of that user, and one of a stranger who may read everything.
// Otherwise everybody is the test's user.
class SourceFixture : public testing::Test {
 protected:
  SourceFixture();

  // Ends the agents, which must exit with 0, looks for files of theirs, and lets O.D.I.N. write its
  // database once more.
  void TearDown() override;

  // Starts it with a migration to run first, and returns when it has written once.
  void StartOdin(const std::string& migration = "");
  // Ends it cleanly, without -wal and -shm.
  void StopOdin();
  void KillOdin();
  // Another program in O.D.I.N.'s place, in a role of odin_writer, until EndOther.
  void StartOther(const std::string& role) { StartOther(role, database_); }
  void StartOther(const std::string& role, const std::string& database);
  void EndOther();
  // Changes the database while O.D.I.N. is stopped, or another one in its folder.
  void Execute(const std::string& sql) { Execute(sql, database_); }
  void Execute(const std::string& sql, const std::string& database);

  // Copies the database, which nobody has open, to File(suffix) as a file of O.D.I.N.'s.
  [[nodiscard]] std::string CopyAs(const std::string& suffix) const;

  // Moves `copy` into the place of the database as it should be done: without the -wal and -shm of
  // the one before, which SQLite would take for the copy's own.
  void Restore(const std::filesystem::path& copy);
  // A database like O.D.I.N.'s but with one printer more, beside its folder; O.D.I.N. is stopped.
  std::string MakeBackup();

  // Agents that collect every 300 ms and keep the last values for 900 ms; returns when each has
  // shown what O.D.I.N. writes on both outputs. `collect` is the YAML to use instead.
  void StartAgents(const std::string& collect = "");

  // Every collection fails now, for `reason`, which the log says once, with `words`. The farm goes
  // from both outputs, whose odin_agent_* go on, and the agent is healthy but not ready.
  void ExpectFault(const std::string& reason, const std::string& words);
  // The same of the agent of this name, and of the others that they notice nothing.
  void ExpectFaultOf(const std::string& agent, const std::string& reason, const std::string& words);

  // `heal` ends the fault. From then on at most the collection under way fails, both outputs show
  // what O.D.I.N. writes now, of so many printers, and the log says once that collection works.
  void ExpectRightAfter(const std::function<void()>& heal, double printers = 3);

  // Both outputs of every agent show what O.D.I.N. writes now, of so many printers.
  void ExpectFresh(double printers);

  // The source is up for three more collections, and no word is said of it.
  void ExpectNothingNoticed();

  // Over three more collections nobody changes anything in O.D.I.N.'s folder.
  void ExpectFolderUntouched();

  [[nodiscard]] std::filesystem::path File(const std::string& suffix) const {
    return database_ + suffix;
  }
  // Overwrites the database in place, as `cp` does.
  void Overwrite(const std::string& content);

  TempDir dir_;
  std::filesystem::path folder_ = dir_.path() / "odin-data";
  std::string database_ = folder_ / "odin.db";
  std::optional<uid_t> odin_user_;
  std::unique_ptr<Process> odin_;
  std::unique_ptr<Process> other_;
  std::vector<std::unique_ptr<WatchedAgent>> agents_;

 private:
  std::set<std::string> failing_;  // names of agents seen with a fault

  [[nodiscard]] std::unique_ptr<Process> StartWriter(const std::string& database,
                                                     const std::string& role,
                                                     const std::string& sql) const;
  void ExpectFault(WatchedAgent& agent, const std::string& reason, const std::string& words);
  [[nodiscard]] std::vector<WatchedAgent*> Agents() const;
  // Three more collections of each have found the source up, and no word has been said of it.
  void ExpectUnimpressed(const std::vector<WatchedAgent*>& agents);
  void ExpectFresh(const WatchedAgent& agent, double printers);
};

}  // namespace agent::test
