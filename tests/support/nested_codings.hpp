#pragma once

#include <string>

namespace agent::test {

// A text of about 30 kB that is gzip in gzip in gzip in gzip, of which each layer but the outermost
// is more than a thousand times as large. The innermost consists of empty blocks, so that undoing
// all four takes weeks and yields not one byte.
[[nodiscard]] std::string FourLayersOfGzip();

}  // namespace agent::test
