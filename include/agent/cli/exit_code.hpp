#pragma once

namespace agent::cli {

// What every command returns to the shell.
enum ExitCode {
  kDone = 0,
  kFailed = 1,  // the source, a gateway or the listen address did
  kUsage = 2,   // the command line or the configuration is wrong
};

}  // namespace agent::cli
