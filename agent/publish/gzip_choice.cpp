#include "agent/publish/gzip_choice.hpp"

#include <utility>

namespace agent::publish {
namespace {

constexpr std::chrono::hours kPlainFor(1);
constexpr int kBadRequest = 400;
constexpr int kUnsupportedMediaType = 415;
constexpr int kRefusalsThatAreNoAccident = 2;

}  // namespace

bool GzipChoice::UseGzip(base::SteadyTime now) const {
  if (compression_ == config::Compression::kNone) return false;
  return !plain_until_ || now >= *plain_until_;
}

bool GzipChoice::MayFallBack(int http_status) const {
  return compression_ == config::Compression::kAuto &&
         (http_status == kBadRequest || http_status == kUnsupportedMediaType);
}

std::string GzipChoice::GzipTaken() {
  plain_until_.reset();
  refusals_ = 0;
  return std::exchange(is_told_, false) ? "the gateway takes gzip again" : "";
}

std::string GzipChoice::OnlyPlainTaken(int refusal, base::SteadyTime now) {
  ++refusals_;
  if (refusal != kUnsupportedMediaType && refusals_ < kRefusalsThatAreNoAccident) return "";
  plain_until_ = now + kPlainFor;
  if (std::exchange(is_told_, true)) return "";
  return "the gateway does not read gzip: pushes go uncompressed, and gzip is tried again every "
         "hour";
}

}  // namespace agent::publish
