#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "agent/base/base64.hpp"
#include "agent/serve/server.hpp"
#include "agent/status/latest.hpp"
#include "support/manual_clock.hpp"
#include "support/raw_client.hpp"

namespace agent::test {

inline std::string Gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string Gunzip(const std::string& bytes, std::size_t max_size) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::runtime_error("inflateInit2");
  std::string out(max_size, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int code = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error("not a whole gzip stream");
  return out;
}

inline status::SnapshotPtr MakeSnapshot(std::uint64_t sequence, const std::string& text,
                                        base::SteadyTime stale_after) {
  status::Snapshot snapshot;
  snapshot.sequence = sequence;
  snapshot.exposition =
      std::make_shared<const exposition::Rendered>(exposition::Rendered{text, Gzip(text)});
  snapshot.farm = std::make_shared<const status::TakenSamples>(
      std::vector<prometheus::MetricFamily>(), base::WallTime(), base::SteadyTime());
  snapshot.source_up = true;
  snapshot.stale_after = stale_after;
  return std::make_shared<const status::Snapshot>(std::move(snapshot));
}

inline std::string BasicHeader(const std::string& user, const std::string& password) {
  return "Authorization: Basic " + base::Base64Encode(user + ":" + password);
}

// A server on a free loopback port; the test changes what it needs before Start().
class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    config_.listen = {"127.0.0.1", 0};
    limits_.connections_per_address = 200;  // all of a test's clients share 127.0.0.1
  }

  void Start(const base::Clock& clock) {
    server_ = std::make_unique<serve::Server>(
        config_, "berlin-1", latest_, board_,
        [this](const std::string& path, int code) {
          const std::lock_guard lock(mutex_);
          ++observed_[path + " " + std::to_string(code)];
        },
        clock, nullptr, limits_);
    server_->Start();
  }
  void Start() { Start(clock_); }

  void Publish(std::uint64_t sequence, const std::string& text) {
    const base::SteadyTime until = clock_.SteadyNow() + std::chrono::seconds(30);
    board_.Collected({.farm = "a farm", .farm_fresh_until = until});
    latest_.Set(MakeSnapshot(sequence, text, until));
  }

  Reply Get(std::string_view target, const std::vector<std::string>& headers = {}) {
    return test::Get(server_->port(), target, headers);
  }
  RawClient Connect() { return RawClient(server_->port()); }

  std::map<std::string, int> Observed() {
    const std::lock_guard lock(mutex_);
    return observed_;
  }

  ManualClock clock_;
  status::Latest latest_;
  status::Board board_{clock_};
  config::LocalConfig config_;
  serve::Limits limits_;

 private:
  std::mutex mutex_;
  std::map<std::string, int> observed_;

 protected:
  std::unique_ptr<serve::Server> server_;  // last: its threads use the others
};

}  // namespace agent::test
