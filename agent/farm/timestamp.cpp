#include "agent/farm/timestamp.hpp"

#include <cstddef>

#include "agent/base/text.hpp"

namespace agent::farm {
namespace {

// Takes digits and punctuation off the front of a text; the first mismatch makes it fail for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int Digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= rest_.size() || rest_[i] < '0' || rest_[i] > '9') return Fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  // The first three digits of any number of them, as thousandths.
  int Fraction() {
    int millis = 0;
    int scale = 100;
    if (!AtDigit()) return Fail();
    while (AtDigit()) {
      millis += (rest_.front() - '0') * scale;
      scale /= 10;
      rest_.remove_prefix(1);
    }
    return millis;
  }

  bool Accept(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Expect(std::string_view any_of) {
    if (!Accept(any_of)) Fail();
  }

  bool AtDigit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool AtEnd() const { return rest_.empty(); }
  char Peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool ok() const { return ok_; }

 private:
  int Fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

// `Z`, `+hh:mm`, `+hhmm`, `+hh` or nothing.
std::chrono::minutes ScanOffset(Scanner& scan) {
  if (scan.AtEnd() || scan.Accept("Zz")) return std::chrono::minutes(0);
  const bool west = scan.Peek() == '-';
  scan.Expect("+-");
  const int hours = scan.Digits(2);
  const bool colon = scan.Accept(":");
  const int minutes = colon || scan.AtDigit() ? scan.Digits(2) : 0;
  const std::chrono::minutes offset(hours * 60 + minutes);
  return west ? -offset : offset;
}

}  // namespace

std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  Scanner scan(base::Trim(text));
  const int year = scan.Digits(4);
  scan.Expect("-");
  const int month = scan.Digits(2);
  scan.Expect("-");
  const int day = scan.Digits(2);
  scan.Expect("Tt ");
  const int hour = scan.Digits(2);
  scan.Expect(":");
  const int minute = scan.Digits(2);
  scan.Expect(":");
  const int second = scan.Digits(2);
  const int millis = scan.Accept(".") ? scan.Fraction() : 0;
  const std::chrono::minutes offset = ScanOffset(scan);

  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  constexpr std::chrono::hours kWidestOffset(24);
  if (!scan.ok() || !scan.AtEnd() || !date.ok() || hour > 23 || minute > 59 || second > 60 ||
      std::chrono::abs(offset) >= kWidestOffset) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(millis) - offset;
}

}  // namespace agent::farm
