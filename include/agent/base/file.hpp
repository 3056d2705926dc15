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

// A file that is missing, unreadable or empty. It may appear later, when its disk or secret is
// mounted. So a caller may retry.
class FileNotReady : public FileError {
 public:
  using FileError::FileError;
};

// The whole content of a regular file of at most `max_bytes`. Throws FileNotReady when it is
// missing or unreadable, and FileError when it is a directory, a device, or larger. Never blocks on
// a FIFO.
[[nodiscard]] std::string ReadSmallFile(const std::string& path, std::size_t max_bytes = 1 << 20);

// Calls `take` with each line of a regular file, without the line end. A line longer than
// `max_bytes` is cut there, and `is_cut` is then true. No more than one such line is held in
// memory. Throws as ReadSmallFile does.
void ForEachLine(const std::string& path, std::size_t max_bytes,
                 const std::function<void(std::string_view line, bool is_cut)>& take);

// The type and permissions of a folder or file as ls writes them: "drwxr-x---".
[[nodiscard]] std::string ModeText(mode_t mode);

// Replaces the file at `path` atomically by one that holds `content`. A reader sees the old file or
// the whole new one, also after a power cut. Every user may read the new file. On failure it throws
// FileError and leaves the old file as it was.
void ReplaceFile(const std::string& path, std::string_view content);

}  // namespace agent::base
