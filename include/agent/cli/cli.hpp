#pragma once

namespace agent::cli {

// The command line: finds the command, runs it, and returns its exit code (exit_code.hpp).
int Main(int argc, char** argv);

}  // namespace agent::cli
