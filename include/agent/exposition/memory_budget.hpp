#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace agent::exposition {

// Counts memory against a limit before it is allocated. After one refusal it refuses every further
// request.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t max_bytes) : left_(max_bytes) {}

  // Takes `bytes` from the budget. Returns false when it has not so many left.
  [[nodiscard]] bool Take(std::size_t bytes) {
    is_spent_ = is_spent_ || bytes > left_;
    if (!is_spent_) left_ -= bytes;
    return !is_spent_;
  }

  // Reserves room for one more element, if the budget allows. Returns false otherwise. When the
  // vector grows, its old and new storage exist at the same time, and both count.
  template <typename Element>
  [[nodiscard]] bool MakeRoom(std::vector<Element>& elements) {
    if (elements.size() < elements.capacity()) return !is_spent_;
    const std::size_t before = elements.capacity();
    const std::size_t after = before + before / 4 + kFewest;
    if (!Take(after * sizeof(Element))) return false;
    elements.reserve(after);
    left_ += before * sizeof(Element);
    return true;
  }

  [[nodiscard]] bool is_spent() const { return is_spent_; }

  // The overhead of malloc for a block.
  static constexpr std::size_t kPerBlock = 16;

  // The heap memory of a string of this size.
  [[nodiscard]] static std::size_t OfString(std::size_t size) {
    return size > std::string().capacity() ? size + 1 + kPerBlock : 0;
  }

 private:
  static constexpr std::size_t kFewest = 4;

  std::size_t left_;
  bool is_spent_ = false;
};

}  // namespace agent::exposition
