#include "agent/publish/group_list.hpp"

#include <initializer_list>
#include <optional>
#include <utility>

#include "agent/base/number.hpp"
#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/publish/json_reader.hpp"

namespace agent::publish {
namespace {

// What a label takes beside its text: a node of a map with two strings.
constexpr std::size_t kLabelBytes = 128;
constexpr std::size_t kGroupBytes = sizeof(ListedGroup) + 64;

std::string Shown(std::string_view text) {
  constexpr std::size_t kMaxBytes = 100;
  return base::OneLine(text.substr(0, 10 * kMaxBytes), kMaxBytes);
}

// Keeps the groups that take the least, up to kMaxGroupsBytes.
class SmallestGroups {
 public:
  void Add(ListedGroup group, std::size_t bytes) {
    bytes_ += bytes;
    by_size_.emplace(bytes, std::pair(next_++, std::move(group)));
    while (bytes_ > kMaxGroupsBytes) {
      const auto largest = std::prev(by_size_.end());
      bytes_ -= largest->first;
      by_size_.erase(largest);
      ++left_out_;
    }
  }
  void LeaveOut() { ++left_out_; }

  [[nodiscard]] std::size_t left_out() const { return left_out_; }

  [[nodiscard]] std::vector<ListedGroup> TakeInOrder() {
    std::map<std::size_t, ListedGroup> in_order;
    for (auto& [bytes, numbered] : by_size_) {
      in_order.emplace(numbered.first, std::move(numbered.second));
    }
    by_size_.clear();
    std::vector<ListedGroup> groups;
    groups.reserve(in_order.size());
    for (auto& [number, group] : in_order) groups.push_back(std::move(group));
    return groups;
  }

 private:
  std::multimap<std::size_t, std::pair<std::size_t, ListedGroup>> by_size_;
  std::size_t next_ = 0;
  std::size_t bytes_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace

// `path_` holds the key (or, in an array, "[]") of every open object and array, and of the value
// that comes next, for example data, [], labels, site.
class GroupListReader::Impl final : public JsonEvents {
 public:
  explicit Impl(std::string job) : job_(std::move(job)) {}

  bool Take(std::string_view piece) {
    if (json_.Take(piece)) return true;
    NoteNoJson();
    return false;
  }

  GroupList End() {
    if (!json_.End()) NoteNoJson();
    if (error_.empty() && (status_ != "success" || !saw_data_)) error_ = "has no groups in it";
    if (!error_.empty()) return {{}, std::move(error_), 0};
    return {kept_.TakeInOrder(), "", kept_.left_out()};
  }

  bool OnString(JsonText value) override {
    if (At({"status"})) status_ = value.text;
    if (At({"data", "[]", "labels", nullptr})) {
      AddLabel(std::move(value));
    } else if (At({"data", "[]", "push_time_seconds", "metrics", "[]", "value"})) {
      push_time_ = base::ParseDouble(value.text);
    } else if (At({"data", "[]", "push_failure_time_seconds", "metrics", "[]", "value"})) {
      group_.push_failure_time = base::ParseDouble(value.text).value_or(0);
    }
    return true;
  }

  bool OnKey(JsonText key) override {
    path_.back() = std::move(key.text);
    return true;
  }

  bool OnBegin(char bracket) override {
    constexpr std::size_t kDeepest = 32;  // a Pushgateway's are 7 deep
    if (bracket == '[') saw_data_ |= At({"data"});
    if (bracket == '{' && At({"data", "[]"})) {
      group_ = ListedGroup();
      group_bytes_ = kGroupBytes;
      push_time_.reset();
    }
    if (path_.size() >= kDeepest) {
      error_ = "is nested too deeply";
      return false;
    }
    path_.emplace_back(bracket == '[' ? "[]" : "");
    is_array_.push_back(bracket == '[');
    return true;
  }

  bool OnEnd() override {
    const bool was_array = is_array_.back();
    path_.pop_back();
    is_array_.pop_back();
    return was_array || !At({"data", "[]"}) || EndGroup();
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

  // A group that takes more than all may is only counted: its labels are let go.
  void AddLabel(JsonText value) {
    const std::string& name = path_.back();
    group_bytes_ += kLabelBytes + name.size() + value.text.size();
    const bool is_too_large = value.is_cut || group_bytes_ > kMaxGroupsBytes;
    if (is_too_large) {
      group_bytes_ = kMaxGroupsBytes + 1;
      std::erase_if(group_.labels, [](const auto& label) { return label.first != "job"; });
    }
    if (is_too_large && name != "job") return;
    group_.has_exact_labels &= !value.holds_replacement && base::IsCleanUtf8(value.text);
    group_.labels[name] = std::move(value.text);
  }

  bool EndGroup() {
    // A pushed metric named "labels" takes the place of the group's own in the reply.
    const auto job = group_.labels.find("job");
    if (job == group_.labels.end()) return true;
    if (!push_time_) {
      error_ = "does not tell when " + DescribeGroup(group_) + " was pushed";
      return false;
    }
    if (job->second != job_) return true;
    if (group_bytes_ > kMaxGroupsBytes) {
      kept_.LeaveOut();
      return true;
    }
    group_.push_time = *push_time_;
    kept_.Add(std::exchange(group_, {}), group_bytes_);
    return true;
  }

  void NoteNoJson() {
    if (error_.empty()) {
      error_ = "is no JSON from byte " + std::to_string(json_.position() + 1) + " on";
    }
  }

  const std::string job_;
  JsonReader json_{*this};
  std::vector<std::string> path_;
  std::vector<bool> is_array_;
  std::string status_;
  bool saw_data_ = false;
  ListedGroup group_;
  std::size_t group_bytes_ = 0;
  std::optional<double> push_time_;
  SmallestGroups kept_;
  std::string error_;
};

GroupListReader::GroupListReader(std::string job) : impl_(std::make_unique<Impl>(std::move(job))) {}
GroupListReader::~GroupListReader() = default;

bool GroupListReader::Take(std::string_view piece) { return impl_->Take(piece); }
GroupList GroupListReader::End() { return impl_->End(); }

std::string DescribeGroup(const ListedGroup& group) {
  constexpr std::size_t kMaxLabels = 8;
  std::string text = "{";
  std::size_t shown = 0;
  for (const auto& [name, value] : group.labels) {
    if (shown++ == kMaxLabels) return text + ",…}";
    if (text.size() > 1) text += ',';
    text += Shown(name) + "=\"" + Shown(value) + '"';
  }
  return text + "}";
}

}  // namespace agent::publish
