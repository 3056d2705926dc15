#pragma once

#include <string>

namespace agent::test {

// A text of about 30 kB that is gzip in gzip in gzip in gzip. Each layer but the outermost is more
// than a thousand times as large as the one around it. The innermost consists of empty blocks, so
// undoing all four takes weeks and yields no byte.
[[nodiscard]] std::string FourLayersOfGzip();

}  // namespace agent::test
