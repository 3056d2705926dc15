#pragma once

#include <cstddef>
#include <stdexcept>

namespace agent::collect {

// The largest farm that is read. A larger one would not fit into the service's memory limit.
inline constexpr std::size_t kMostPrinters = 10'000;
inline constexpr std::size_t kMostNameBytes = 1 << 20;  // of all printers together
inline constexpr std::size_t kMostStatuses = 1000;      // different ones in a table

// Names and statuses are cut to so many bytes, between two characters. O.D.I.N. declares 100
// characters for a printer's name, of up to four bytes each, and 11 for a status.
inline constexpr std::size_t kLongestNameBytes = 400;
inline constexpr std::size_t kLongestStatusBytes = 100;

// A farm beyond these limits. what() names the limit.
class FarmTooLarge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace agent::collect
