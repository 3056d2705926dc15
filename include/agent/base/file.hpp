#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace agent::base {

// A file that cannot be used. what() names the path and the system's reason.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A file that is missing, may not be read, or is empty. It may come late, on a disk or with a
// secret that is mounted after us. So whoever can wait for it does.
class FileNotReady : public FileError {
 public:
  using FileError::FileError;
};

// The whole content of a regular file of at most `max_bytes`. Throws FileNotReady when it is
// missing or unreadable, and FileError when it is a directory, a device, or larger. Never blocks on
// a FIFO.
[[nodiscard]] std::string ReadSmallFile(const std::string& path, std::size_t max_bytes = 1 << 20);

// Calls `take` with each line of a regular file, without its end. Of a line it gets at most
// `max_bytes`, and whether more was cut off. Holds no more than that in memory. Throws as
// ReadSmallFile does.
void ForEachLine(const std::string& path, std::size_t max_bytes,
                 const std::function<void(std::string_view line, bool is_cut)>& take);

// The type and permissions of a folder or file as ls writes them: "drwxr-x---".
[[nodiscard]] std::string ModeText(mode_t mode);

// Puts `content` in the place of `path` in one step. Whoever reads it sees the old file or the
// whole new one, also after a power cut. Every user may read it. When that fails, throws FileError
// and leaves the old file as it was.
void ReplaceFile(const std::string& path, std::string_view content);

}  // namespace agent::base
