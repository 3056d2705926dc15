#include "agent/base/secret.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include "agent/base/file.hpp"
#include "agent/base/text.hpp"

namespace agent::base {

namespace {

// Windows' editors write it before the text.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// What a secret's file means by its content.
std::string SecretIn(const std::string& path, std::string_view content) {
  if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF")) {
    throw FileError(path + ": is UTF-16 text: save it as UTF-8");
  }
  if (content.starts_with(kByteOrderMark)) content.remove_prefix(kByteOrderMark.size());
  content = Trim(content);
  if (content.empty()) throw FileNotReady(path + ": is empty, but should hold a secret");
  if (content.find('\n') != std::string_view::npos ||
      content.find('\r') != std::string_view::npos) {
    throw FileError(path + ": must hold the secret in one line and nothing else");
  }
  if (std::any_of(content.begin(), content.end(), IsControl)) {
    throw FileError(path +
                    ": holds a control character (NUL, a tab …), which no secret can: is it text?");
  }
  return std::string(content);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

Secret ReadSecret(const SecretSource& source) {
  if (source.file.empty()) return source.value;
  constexpr std::size_t kMaxSecretBytes = 64 * 1024;
  return Secret(SecretIn(source.file, ReadSmallFile(source.file, kMaxSecretBytes)));
}

}  // namespace agent::base
