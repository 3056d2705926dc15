#include "config/reference.hpp"

#include <sstream>
#include <stdexcept>
#include <string_view>

#include "agent/base/file.hpp"
#include "agent/config/grammar.hpp"
#include "support/paths.hpp"

namespace agent::config {
namespace {

constexpr std::size_t kColumns = 100;

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

// `text` in lines of at most kColumns, each of which begins with `prefix`.
std::string Wrap(const std::string& text, const std::string& prefix) {
  std::string out;
  std::string line = prefix;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool is_first = line.size() == prefix.size();
    if (!is_first && line.size() + 1 + word.size() > kColumns) {
      out += line + '\n';
      line = prefix;
    }
    if (line.size() > prefix.size()) line += ' ';
    line += word;
  }
  return line == prefix ? out : out + line + '\n';
}

// The choices of words, "level" and so on, each once and in the grammar's order.
std::vector<KeyDescription> Choices(const Grammar& grammar) {
  std::vector<KeyDescription> choices;
  for (const MappingDescription& mapping : grammar) {
    for (const KeyDescription& key : mapping.keys) {
      if (!key.words.empty()) choices.push_back(key);
    }
  }
  return choices;
}

// "One of `debug`, `info`, `warn`, `error`."
std::string OneOfText(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    text += (text.empty() ? "One of `" : ", `") + std::string(word) + '`';
  }
  return text + '.';
}

// The types by name, with what they may be.
std::vector<std::pair<std::string, std::string>> Types(const Grammar& grammar) {
  std::vector<std::pair<std::string, std::string>> types;
  for (const TypeDescription& type : DescribeTypes()) types.emplace_back(type.name, type.help);
  for (const KeyDescription& choice : Choices(grammar)) {
    types.emplace_back(choice.type, OneOfText(choice.words));
  }
  return types;
}

std::string MarkdownLines(const KeyDescription& key) {
  const std::string name(key.key);
  const std::string type = '<' + std::string(key.type) + '>';
  if (key.form == Form::kList) return name + ":\n  [ - " + type + " ... ]\n";
  if (key.form == Form::kEntries) {
    return name + ":\n  [ <" + std::string(key.entry_name) + ">: " + type + " ... ]\n";
  }
  if (key.need == Need::kRequired) return name + ": " + type + '\n';
  const std::string default_part =
      key.default_text.empty() ? "" : " | default = " + key.default_text;
  return "[ " + name + ": " + type + default_part + " ]\n";
}

std::string Markdown(const Grammar& grammar) {
  std::string text;
  for (const auto& [name, help] : Types(grammar)) text += "* `<" + name + ">`: " + help + '\n';
  for (const MappingDescription& mapping : grammar) {
    text += "\n## `<" + std::string(mapping.name) + ">`\n\n";
    if (!mapping.help.empty()) text += std::string(mapping.help) + "\n\n";
    text += "```yaml\n";
    for (const KeyDescription& key : mapping.keys) {
      text += Wrap(key.help, "# ") + MarkdownLines(key);
    }
    text += "```\n";
  }
  return text;
}

// Text for mdoc(7), which quotes what stands in backquotes.
std::string Roff(std::string_view text) {
  std::string out;
  bool is_open = false;
  for (const char c : text) {
    if (c == '`') {
      out += is_open ? "\\(cq" : "\\(oq";
      is_open = !is_open;
    } else if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
  ReplaceAll(out, "…", "...");
  out = '\n' + Wrap(out, "");
  ReplaceAll(out, "\n.", "\n\\&.");  // else a request of roff's
  ReplaceAll(out, "\n'", "\n\\&'");
  return out.substr(1);
}

std::string RoffItem(const KeyDescription& key) {
  const std::string type(key.type);
  std::string item = ".It Ic " + std::string(key.key) + " : ";
  if (key.form == Form::kList) {
    item += "No list of Ar " + type;
  } else if (key.form == Form::kEntries) {
    item += "No map of Ar " + std::string(key.entry_name) + " No to Ar " + type;
  } else {
    item += "Ar " + type;
  }
  if (key.need == Need::kRequired) item += " No (required)";
  if (!key.default_text.empty()) item += " No (default " + key.default_text + ")";
  return item + '\n' + Roff(key.help);
}

std::string ManPage(const Grammar& grammar) {
  std::string text = ".Pp\nThe types of values:\n.Bl -tag -width Ds\n";
  for (const auto& [name, help] : Types(grammar)) text += ".It Ar " + name + '\n' + Roff(help);
  text +=
      ".El\n.Sh KEYS\nKeys may be left out but for those that are required.\n"
      "Each heading is the name of a mapping, the first one is the file itself.\n";
  for (const MappingDescription& mapping : grammar) {
    text += ".Ss " + std::string(mapping.name) + '\n' + Roff(mapping.help);
    text += ".Bl -tag -width Ds\n";
    for (const KeyDescription& key : mapping.keys) text += RoffItem(key);
    text += ".El\n";
  }
  return text;
}

// The page at `path` with `text` between the lines that hold its marks.
Page Filled(const std::string& path, const std::string& text) {
  const std::string page = base::ReadSmallFile(test::SourcePath(path));
  const std::size_t mark = page.find("generated from");
  const std::size_t end_mark = page.find("end of what is generated");
  if (mark == std::string::npos || end_mark == std::string::npos) {
    throw std::runtime_error(path + " lacks the marks of what is generated");
  }
  const std::size_t begin = page.find('\n', mark) + 1;
  const std::size_t end = page.rfind('\n', end_mark) + 1;
  return {path, page.substr(0, begin) + text + page.substr(end)};
}

}  // namespace

std::vector<Page> ReferencePages() {
  const Grammar grammar = DescribeGrammar();
  return {Filled("deploy/CONFIGURATION.md", Markdown(grammar)),
          Filled("deploy/man/odin-agent.yaml.5", ManPage(grammar))};
}

}  // namespace agent::config
