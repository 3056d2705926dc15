#include "agent/prune/groups.hpp"

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "agent/base/number.hpp"
#include "agent/base/text.hpp"

namespace agent::prune {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

// Receives the reply's values one by one. `path_` holds the key (or, in an array, "[]") of every
// open object and array, and of the value that comes next, for example data, [], labels, site.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }

  bool string(string_t& text) override {
    if (At({"status"})) status_ = text;
    if (At({"data", "[]", "labels", nullptr})) {
      group_.has_exact_labels &= text.find(kReplacementCharacter) == std::string::npos;
      group_.labels[path_.back()] = std::move(text);
    } else if (At({"data", "[]", "push_time_seconds", "metrics", "[]", "value"})) {
      push_time_ = base::ParseDouble(text);
    } else if (At({"data", "[]", "push_failure_time_seconds", "metrics", "[]", "value"})) {
      group_.push_failure_time = base::ParseDouble(text).value_or(0);
    }
    return true;
  }

  bool start_object(std::size_t) override {
    if (At({"data", "[]"})) {
      group_ = Group();
      push_time_.reset();
    }
    return Open("");
  }
  bool key(string_t& text) override {
    path_.back() = std::move(text);
    return true;
  }
  bool end_object() override {
    path_.pop_back();
    if (At({"data", "[]"}) && !EndGroup()) return false;
    return true;
  }

  bool start_array(std::size_t) override {
    saw_data_ |= At({"data"});
    return Open("[]");
  }
  bool end_array() override {
    path_.pop_back();
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    error_ = "is no JSON from byte " + std::to_string(position) + " on";
    return false;
  }

  ParsedGroups Take(bool parsed) {
    if (parsed && (status_ != "success" || !saw_data_)) error_ = "has no groups in it";
    if (!error_.empty()) return {{}, std::move(error_)};
    return {std::move(groups_), ""};
  }

 private:
  // Whether the next value is the one of this path; nullptr stands for any key.
  bool At(std::initializer_list<const char*> path) const {
    if (path.size() != path_.size()) return false;
    auto actual = path_.begin();
    for (const char* const step : path) {
      if (step != nullptr && *actual != step) return false;
      ++actual;
    }
    return true;
  }

  bool Open(const char* step) {
    constexpr std::size_t kDeepest = 32;  // a Pushgateway's are 7 deep
    if (path_.size() >= kDeepest) {
      error_ = "is nested too deeply";
      return false;
    }
    path_.emplace_back(step);
    return true;
  }

  bool EndGroup() {
    // A pushed metric named "labels" takes the place of the group's own in the reply.
    const bool is_named = group_.labels.contains("job");
    if (is_named && !push_time_) {
      error_ = "does not tell when " + DescribeGroup(group_) + " was pushed";
      return false;
    }
    if (is_named) {
      group_.push_time = *push_time_;
      groups_.push_back(std::move(group_));
    }
    return true;
  }

  std::vector<std::string> path_;
  std::string status_;
  bool saw_data_ = false;
  Group group_;
  std::optional<double> push_time_;
  std::vector<Group> groups_;
  std::string error_;
};

}  // namespace

ParsedGroups ParseGroups(std::string_view json) {
  Reader reader;
  const bool parsed = nlohmann::json::sax_parse(json, &reader);
  return reader.Take(parsed);
}

std::string DescribeGroup(const Group& group) {
  constexpr std::size_t kMaxBytes = 100;
  std::string text = "{";
  for (const auto& [name, value] : group.labels) {
    if (text.size() > 1) text += ',';
    text += base::OneLine(name, kMaxBytes) + "=\"" + base::OneLine(value, kMaxBytes) + '"';
  }
  return text + "}";
}

}  // namespace agent::prune
