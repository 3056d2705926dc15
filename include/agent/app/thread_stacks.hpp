#pragma once

namespace agent::app {

// Gives every thread that starts from now on a stack of 1 MB, those of libraries included. The
// system's 8 MB are only reserved, but a limit on data (RLIMIT_DATA) counts them in full.
void UseSmallThreadStacks();

}  // namespace agent::app
