#include "agent/base/log_text.hpp"

#include <array>
#include <cstddef>
#include <cstdio>

#include "agent/base/utf8.hpp"
#include "agent/base/visible.hpp"

namespace agent::base {
namespace {

// By LogLevel.
constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};

void AppendUtf16(std::string& out, unsigned unit) {
  char escape[16];
  std::snprintf(escape, sizeof escape, "\\u%04x", unit);
  out += escape;
}

// As JSON escapes any character.
void AppendEscaped(std::string& out, char32_t code_point) {
  if (code_point <= 0xFFFF) return AppendUtf16(out, code_point);
  const unsigned offset = static_cast<unsigned>(code_point) - 0x10000;
  AppendUtf16(out, 0xD800 + (offset >> 10));
  AppendUtf16(out, 0xDC00 + (offset & 0x3FF));
}

// A quoted string with the escapes that JSON and logfmt share.
void AppendQuoted(std::string& out, std::string_view value) {
  out += '"';
  const std::string clean = SanitizeUtf8(value);
  for (std::string_view rest = clean; !rest.empty();) {
    const std::string_view from_here = rest;
    const char32_t code_point = TakeCodePoint(rest);
    if (code_point == U'"' || code_point == U'\\') {
      out += '\\';
      out += static_cast<char>(code_point);
    } else if (code_point == U'\n') {
      out += "\\n";
    } else if (IsUnseen(code_point)) {
      AppendEscaped(out, code_point);
    } else {
      out += from_here.substr(0, from_here.size() - rest.size());
    }
  }
  out += '"';
}

bool NeedsQuotes(std::string_view value) {
  if (value.empty() || !IsCleanUtf8(value)) return true;
  while (!value.empty()) {
    const char32_t code_point = TakeCodePoint(value);
    if (IsUnseen(code_point) ||
        std::u32string_view(U" \"=\\").find(code_point) != std::u32string_view::npos) {
      return true;
    }
  }
  return false;
}

void AppendWord(std::string& out, std::string_view word) {
  if (NeedsQuotes(word)) {
    AppendQuoted(out, word);
  } else {
    out += word;
  }
}

}  // namespace

std::string FormatLogText(LogFormat format, LogLevel level, std::string_view message,
                          std::initializer_list<LogField> fields) {
  const bool json = format == LogFormat::kJson;
  std::string text;
  const auto append = [&](std::string_view key, std::string_view value) {
    if (!text.empty()) text += json ? ',' : ' ';
    if (json) {
      AppendQuoted(text, key);
      text += ':';
      AppendQuoted(text, value);
    } else {
      AppendWord(text, key);
      text += '=';
      AppendWord(text, value);
    }
  };
  append("level", kLevelNames.at(static_cast<std::size_t>(level)));
  append("msg", message);
  for (const LogField& field : fields) append(field.key, field.value);
  return text;
}

}  // namespace agent::base
