#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/exposition/rendered.hpp"
#include "agent/status/board.hpp"
#include "agent/status/snapshot_source.hpp"

namespace agent::serve {

// What a page is made from.
struct PageInput {
  std::string_view site;
  const status::SnapshotSource& snapshots;
  const status::Board& board;
  base::SteadyTime now;
};

struct Header {
  const char* name;
  std::string_view value;
};

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
inline constexpr std::string_view kHtml = "text/html; charset=utf-8";

// An answer to a GET, made for each request. Every answer also has headers that forbid caching and
// type guessing.
struct Page {
  unsigned status = 200;
  std::string body;
  std::string_view content_type = kPlainText;
  std::vector<Header> headers = {};
  // If set, it is the body. It is sent without a copy, and gzip'd for a client that accepts gzip.
  std::shared_ptr<const exposition::Rendered> exposition = nullptr;
};

}  // namespace agent::serve
