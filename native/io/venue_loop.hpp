// The venue's thread: accepts and serves connections, turns the exchange when something is due, sends its
// datagrams, answers those who missed some. Sleeps between due times, so that an embedded venue leaves the
// core to others. Owns the venue's sockets.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "io/feed_lines.hpp"
#include "io/recorded_exchange.hpp"
#include "io/recovery_ports.hpp"
#include "venue/exchange.hpp"

namespace hotlane::io {

struct VenueLoopSettings {
  venue::ExchangeSettings exchange;
  std::string interface_address = "127.0.0.1";  // of all the venue's sockets
  std::array<FeedLine, FeedLines::lines_max> lines;
  uint16_t order_port = 0;  // 0: the kernel chooses
  RecoveryPortsSettings recovery;
  // After the close: how long receivers are told of the end, and may still ask for what they missed. A `stop`
  // above 1 ends it at once.
  TimeNs end_train_ns = 300'000'000;
  // Historical market: a whole ITCH 5.0 file, unpacked.
  std::span<const std::byte> file;
  int64_t from_ns = 0;        // time of day at which time begins to run; what is before is published at once
  int64_t to_ns = INT64_MAX;  // time of day at which the file counts as played
  double speed = 1;           // times the recorded speed; 0: as fast as receivers on this host can follow
  std::string record;         // file from which the venue goes on after a crash; empty: none is kept
  std::string ledger;         // file for the record of all accounts' orders (ledger_file.hpp); empty: none
};

struct VenuePorts {
  uint16_t orders = 0;
  uint16_t rerequests = 0;
  uint16_t snapshots = 0;
};

struct VenueLoopCalls {
  // The exchange is there, new or gone on from its record; nothing is open yet.
  std::function<void(const RecordedExchange& exchange)> on_started;
  std::function<void(const VenuePorts& ports)> on_ready;
  std::function<void(uint64_t messages)>
      on_finished;  // the file has been played: published in all; it stays up
  // The ledger that was asked for is written: all that the turns before did is in it.
  std::function<void()> on_ledger;
};

// What the venue's thread is told from outside. Written by anyone; it acquires what they release.
struct VenueLoopSignals {
  const std::atomic<int32_t>& stop;     // not 0: end the day; above 1: at once
  const std::atomic<int32_t>& ledgers;  // times that the ledger was asked for, since the start
};

// What became of one account.
struct AccountOutcome {
  std::string name;
  uint32_t orders = 0;
  std::vector<int64_t> net;  // shares by instrument, bought less sold
};

struct VenueOutcome {
  std::string failure;  // empty: it ran and was stopped
  std::vector<AccountOutcome> accounts;
  std::vector<wire::Symbol> symbols;
  uint64_t trades = 0;
  uint64_t messages = 0;
  venue::RerequestCounters rerequests;
  venue::GlimpseCounters snapshots;
};

// Runs until it is told to stop.
[[nodiscard]] VenueOutcome run_venue(const VenueLoopSettings& settings, const VenueLoopSignals& signals,
                                     const VenueLoopCalls& calls);

}  // namespace hotlane::io
