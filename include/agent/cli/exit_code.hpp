#pragma once

namespace agent::cli {

// The exit codes of every command.
enum ExitCode {
  kDone = 0,
  kFailed = 1,  // the source, a gateway or the listen address failed
  kUsage = 2,   // the command line or the configuration is wrong
};

}  // namespace agent::cli
