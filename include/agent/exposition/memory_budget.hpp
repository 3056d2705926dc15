#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace agent::exposition {

// Counts memory against a bound before it is taken. After one refusal it refuses all that follows.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t max_bytes) : left_(max_bytes) {}

  // Whether `bytes` more may be taken; if so, they are.
  [[nodiscard]] bool Take(std::size_t bytes) {
    is_spent_ = is_spent_ || bytes > left_;
    if (!is_spent_) left_ -= bytes;
    return !is_spent_;
  }

  // Whether one more element fits into `elements`, and makes room for it where it does. The
  // elements may have to move; then their old and new place take memory at the same time.
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

  // What malloc adds to a block.
  static constexpr std::size_t kPerBlock = 16;

  // What a string of this size takes outside of itself.
  [[nodiscard]] static std::size_t OfString(std::size_t size) {
    return size > std::string().capacity() ? size + 1 + kPerBlock : 0;
  }

 private:
  static constexpr std::size_t kFewest = 4;

  std::size_t left_;
  bool is_spent_ = false;
};

}  // namespace agent::exposition
