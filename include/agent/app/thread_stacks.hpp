#pragma once

namespace agent::app {

// Sets the stack size of every later thread to 1 MB, also in libraries. The system's default of 8
// MB is only reserved, but RLIMIT_DATA counts it in full.
void UseSmallThreadStacks();

}  // namespace agent::app
