#include "agent/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "agent/base/unique_fd.hpp"

namespace agent::base {
namespace {

[[noreturn]] void Fail(const std::string& path, const std::string& why) {
  throw FileError(path + ": " + why);
}

std::string SystemReason() { return std::generic_category().message(errno); }

// A file of its own name beside `path`, which is removed again unless it takes that place.
class Replacement {
 public:
  explicit Replacement(const std::string& path)
      : path_(path), name_(path + ".XXXXXX"), file_(::mkostemp(name_.data(), O_CLOEXEC)) {
    if (file_.get() < 0) Fail(path_, "cannot make a file beside it: " + SystemReason());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement() {
    if (!in_place_) ::unlink(name_.c_str());
  }

  void Write(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(file_.get(), content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) Fail(name_, SystemReason());
      content.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void TakeItsPlace() {
    constexpr mode_t kReadableByAll = 0644;
    if (::fchmod(file_.get(), kReadableByAll) != 0 || ::fsync(file_.get()) != 0) {
      Fail(name_, SystemReason());
    }
    if (::rename(name_.c_str(), path_.c_str()) != 0) Fail(path_, SystemReason());
    in_place_ = true;
  }

 private:
  const std::string path_;
  std::string name_;
  UniqueFd file_;
  bool in_place_ = false;
};

void ReadPieces(const std::string& path, const std::function<void(std::string_view)>& take) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) throw FileNotReady(path + ": " + SystemReason());
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) Fail(path, SystemReason());
  if (S_ISDIR(info.st_mode)) Fail(path, "is a directory");
  if (!S_ISREG(info.st_mode)) Fail(path, "is not a regular file");
  char buffer[4096];
  while (true) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Fail(path, SystemReason());
    if (got == 0) return;
    take(std::string_view(buffer, static_cast<std::size_t>(got)));
  }
}

}  // namespace

std::string ReadSmallFile(const std::string& path, std::size_t max_bytes) {
  std::string content;
  ReadPieces(path, [&](std::string_view piece) {
    content += piece;
    if (content.size() > max_bytes) {
      Fail(path, "is larger than " + std::to_string(max_bytes) + " bytes");
    }
  });
  return content;
}

void ForEachLine(const std::string& path, std::size_t max_bytes,
                 const std::function<void(std::string_view line, bool is_cut)>& take) {
  std::string line;
  bool is_begun = false;
  bool is_cut = false;
  const auto add = [&](std::string_view text) {
    is_begun = true;
    is_cut |= text.size() > max_bytes - line.size();
    line += text.substr(0, max_bytes - line.size());
  };
  const auto end = [&] {
    take(line, is_cut);
    line.clear();
    is_begun = is_cut = false;
  };
  ReadPieces(path, [&](std::string_view piece) {
    for (std::size_t at = piece.find('\n'); at != std::string_view::npos; at = piece.find('\n')) {
      add(piece.substr(0, at));
      end();
      piece.remove_prefix(at + 1);
    }
    if (!piece.empty()) add(piece);
  });
  if (is_begun) end();
}

std::string ModeText(mode_t mode) {
  std::string text = S_ISDIR(mode) ? "d" : "-";
  for (int shift = 6; shift >= 0; shift -= 3) {
    const mode_t bits = mode >> shift;
    text += {(bits & 4) != 0 ? 'r' : '-', (bits & 2) != 0 ? 'w' : '-', (bits & 1) != 0 ? 'x' : '-'};
  }
  return text;
}

void ReplaceFile(const std::string& path, std::string_view content) {
  Replacement file(path);
  file.Write(content);
  file.TakeItsPlace();
}

}  // namespace agent::base
