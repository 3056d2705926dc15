#pragma once

#include <sys/types.h>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace agent::base {

// A file that cannot be used. what() names the path and the system's reason.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The whole content of a regular file of at most `max_bytes`. Throws FileError when it is missing,
// unreadable, a directory or a device, or larger. Never blocks on a FIFO.
[[nodiscard]] std::string ReadSmallFile(const std::string& path, std::size_t max_bytes = 1 << 20);

// drwxr-x---, as ls writes the type and permissions of a folder or file.
[[nodiscard]] std::string ModeText(mode_t mode);

}  // namespace agent::base
