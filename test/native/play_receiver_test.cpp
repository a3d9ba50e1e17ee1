// Recorded packets played into a lane: when each is due, that a full ring holds the reader back and loses
// nothing, and that the books are those that the same packets give through a socket.
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "book/market_books.hpp"
#include "book_sink.hpp"
#include "datagram_sender.hpp"
#include "feed/capture_packets.hpp"
#include "feed/channel.hpp"
#include "feed/itch_packets.hpp"
#include "feed/recorded_play.hpp"
#include "harness.hpp"
#include "io/play_receiver.hpp"
#include "io/udp_receiver.hpp"
#include "itch_sample.hpp"
#include "recorded_bytes.hpp"

namespace hotlane::test {
namespace {

using Random = std::mt19937_64;
using io::Datagram;
using io::PlayReceiver;
using io::TscClock;

class Queue {
 public:
  Queue() : memory_(PlayQueue::memory_bytes()), queue_(PlayQueue::make_in(memory_)) {}
  [[nodiscard]] PlayQueue& get() { return queue_; }

 private:
  std::vector<std::byte> memory_;
  PlayQueue& queue_;
};

// So many packets of eight bytes, the packet's number, at made-up times.
class NumberedPackets final : public RecordedPackets {
 public:
  explicit NumberedPackets(std::vector<TimeNs> times) : times_(std::move(times)) {}
  std::optional<uint32_t> wanted() noexcept override { return std::nullopt; }
  void feed(uint32_t, std::span<const std::byte>) noexcept override {}
  void finish(uint32_t) noexcept override {}
  bool next(RecordedPacket& out) noexcept override {
    if (next_ == times_.size()) return false;
    number_ = next_;
    out = {};
    out.time = out.time_of_day = times_[next_++];
    out.bytes = std::as_bytes(std::span(&number_, 1));
    return true;
  }
  bool is_broken() const noexcept override { return false; }

 private:
  std::vector<TimeNs> times_;
  size_t next_ = 0;
  uint64_t number_ = 0;
};

uint64_t number_of(const Datagram& datagram) {
  uint64_t number = 0;
  std::memcpy(&number, datagram.bytes.data(), sizeof number);
  return number;
}

TscClock& clock_of_tests() {
  static TscClock clock;
  return clock;
}

}  // namespace

TEST("a played packet is due as long after the first as it was then, divided by the speed, and no earlier") {
  Random random(seed());
  for (uint64_t round = 0; round < repeats(100); ++round) {
    const double speed = std::array{1.0, 0.5, 3.0, 1'000.0}[round % 4];
    std::vector<TimeNs> times;
    TimeNs time = 1'340'000'000'000'000'000;
    for (int i = 0; i < 500; ++i) {
      time += static_cast<TimeNs>(random() % 2'000'000);
      // Now and then one whose stamp goes back, or that has none.
      times.push_back(random() % 20 == 0            ? (i == 0 ? time : time - 5'000'000)
                      : random() % 50 == 0 && i > 0 ? 0
                                                    : time);
    }
    NumberedPackets packets(times);
    Queue queue;
    RecordedPlay play(packets, {}, 4, queue.get());
    REQUIRE(play.pump() && play.is_over());
    play.end(false);
    PlayReceiver receiver(queue.get(), speed, clock_of_tests());
    const TimeNs begun = 1'700'000'000'000'000'000;
    TimeNs now = begun;
    TimeNs latest = times[0];
    size_t taken = 0;
    while (receiver.end() == InputEnd::none) {
      const std::span<const Datagram> datagrams = receiver.take(now);
      for (const Datagram& datagram : datagrams) {
        CHECK_EQUAL(number_of(datagram), taken);
        CHECK_EQUAL(datagram.stream, 4U);
        CHECK_EQUAL(datagram.recorded_ns, times[taken]);
        latest = std::max(latest, times[taken]);
        const auto after = static_cast<double>(latest - times[0]) / speed;
        CHECK(static_cast<TimeNs>(after) <= now - begun);
        if (times[taken] != 0) CHECK_EQUAL(datagram.received_ns, begun + static_cast<TimeNs>(after));
        ++taken;
      }
      if (datagrams.size() == PlayReceiver::datagrams_max) continue;
      if (receiver.next_due() != 0) {
        // What was not given is not due yet.
        CHECK(receiver.next_due() > now);
        now = random() % 2 == 0 ? receiver.next_due() : now + static_cast<TimeNs>(random() % 3'000'000);
      }
    }
    CHECK_EQUAL(taken, times.size());
    CHECK(receiver.end() == InputEnd::whole);
    CHECK_EQUAL(receiver.counters().datagrams, times.size());
  }
}

TEST("what is before the window comes at once, what is behind it not at all, what is in it at its time") {
  std::vector<TimeNs> times;
  for (TimeNs i = 1; i <= 1'000; ++i) times.push_back(i * 1'000);
  NumberedPackets packets(times);
  Queue queue;
  RecordedPlay play(packets, {.from = 400'000, .to = 700'000}, 0, queue.get());
  REQUIRE(play.pump() && play.is_over());
  play.end(false);
  PlayReceiver receiver(queue.get(), 1, clock_of_tests());
  std::vector<uint64_t> at_begin;
  for (auto datagrams = receiver.take(5'000); !datagrams.empty(); datagrams = receiver.take(5'000)) {
    for (const Datagram& datagram : datagrams) {
      at_begin.push_back(number_of(datagram));
      CHECK_EQUAL(datagram.received_ns, at_begin.back() < 399 ? 0 : 5'000);
    }
  }
  // All before the window, and its first.
  REQUIRE(at_begin.size() == 400);
  CHECK_EQUAL(at_begin.back(), 399U);
  CHECK_EQUAL(receiver.next_due(), 6'000);
  uint64_t later = 0;
  while (receiver.end() == InputEnd::none) later += receiver.take(5'000 + 300'000).size();
  CHECK_EQUAL(later, 299U);
}

TEST("flat out, a full ring holds the reader back, and every packet reaches the lane once and in order") {
  constexpr size_t packets_count = repeats(1'000'000);
  NumberedPackets packets(std::vector<TimeNs>(packets_count, 1));
  Queue queue;
  std::atomic<uint64_t> held_back = 0;
  std::thread reader([&] {
    RecordedPlay play(packets, {.is_at_once = true}, 0, queue.get());
    while (!play.pump()) {
      ++held_back;
      std::this_thread::yield();
    }
    play.end(false);
    while (!queue.get().is_played()) std::this_thread::yield();
  });
  PlayReceiver receiver(queue.get(), 1, clock_of_tests());
  uint64_t taken = 0;
  uint64_t wrong = 0;
  // Nothing is taken before the ring is full, where they can't all have room in it: each takes 32 bytes and
  // more.
  constexpr bool must_fill = packets_count * 32 > PlayQueue::ring_bytes;
  while (must_fill && held_back.load(std::memory_order_relaxed) == 0) std::this_thread::yield();
  while (receiver.end() == InputEnd::none) {
    const std::span<const Datagram> datagrams = receiver.receive();
    for (const Datagram& datagram : datagrams) {
      if (number_of(datagram) != taken) ++wrong;
      ++taken;
    }
    if (datagrams.empty()) std::this_thread::yield();
  }
  receiver.note_played();
  reader.join();
  CHECK_EQUAL(taken, packets_count);
  CHECK_EQUAL(wrong, 0U);
  CHECK(packets_count < 600'000 || held_back > 0);  // under a sanitizer all of them have room
}

namespace {

struct Outcome {
  uint64_t books = 0;
  ChannelStatus status;
  FeedCounters counters;
};

// One channel fed by a queue, in whatever batches the reader and it happen to run.
Outcome play_into_channel(RecordedPackets& packets, std::vector<Bytes> files, Random& random,
                          uint32_t lines) {
  Queue queue;
  RecordedPlay play(packets, {.is_at_once = true}, 0, queue.get());
  FilePieces pieces(std::move(files), random, 100'000);
  PlayReceiver receiver(queue.get(), 1, clock_of_tests());
  BookSink sink;
  ChannelSettings settings;
  settings.lines = lines;
  Channel channel(settings);
  TimeNs now = 0;
  const auto drain = [&] {
    for (auto datagrams = receiver.take(1); !datagrams.empty(); datagrams = receiver.take(1)) {
      for (const Datagram& datagram : datagrams) {
        now = std::max(now, datagram.recorded_ns);
        channel.on_time(now, sink);
        channel.on_datagram(datagram.stream, datagram.bytes, now, sink, datagram.recorded_ns);
      }
    }
  };
  while (true) {
    while (!play.pump()) drain();
    if (play.is_over()) break;
    pieces.give(packets, *packets.wanted());
  }
  play.end(false);
  drain();
  channel.on_input_end(receiver.end() == InputEnd::broken, now, sink);
  return {sink.books.state_hash(), channel.status(), channel.counters()};
}

uint64_t books_of_file(const std::vector<Bytes>& messages) {
  MarketBooks books{{.coverage = Coverage::all, .growth = Growth::doubling}};
  for (const Bytes& message : messages) books.apply(bytes_of(message));
  return books.state_hash();
}

Bytes framed(const std::vector<Bytes>& messages) {
  Bytes out;
  for (const Bytes& message : messages) put_framed(out, message);
  return out;
}

// The same packets over the loopback, read in step with their sending.
uint64_t books_through_socket(const std::vector<KeptPacket>& packets) {
  io::UdpReceiverSetup setup;
  setup.group = setup.interface_address = "127.0.0.1";
  setup.port = DatagramSender("127.0.0.1").port();
  io::UdpReceiver receiver;
  if (!receiver.open(setup).empty()) return 0;
  const DatagramSender sender("127.0.0.1");
  BookSink sink;
  Channel channel(ChannelSettings{});
  uint64_t received = 0;
  const auto drain = [&](uint64_t until) {
    pollfd ready{receiver.descriptor(), POLLIN, 0};
    while (received < until && poll(&ready, 1, 5'000) > 0) {
      for (const Datagram& datagram : receiver.receive()) {
        channel.on_datagram(0, datagram.bytes, 1, sink);
        ++received;
      }
    }
  };
  for (size_t i = 0; i < packets.size(); ++i) {
    if (!sender.send("127.0.0.1", setup.port, std::as_bytes(std::span(packets[i].bytes)))) return 0;
    if (i % 32 == 31) drain(i + 1);
  }
  drain(packets.size());
  return channel.status().next_sequence == 0 || received != packets.size() ? 0 : sink.books.state_hash();
}

}  // namespace

TEST("a played ITCH file gives the books of the file itself, and those of its packets through a socket") {
  for (const char* name : {"data/itch/aapl-amzn-2012-06-21.itch.gz", "data/itch/nasdaq-open-1000.itch"}) {
    const std::string path = shared_data_path(name);
    if (path.empty()) return skip("no shared data");
    Random random(seed());
    const std::vector<Bytes> messages = messages_of(path);
    const uint64_t expected = books_of_file(messages);
    const wire::moldudp64::Session session(std::string_view("FILE"));
    ItchPackets packets(session);
    const Outcome outcome = play_into_channel(packets, {framed(messages)}, random, 1);
    CHECK_EQUAL(outcome.books, expected);
    CHECK(outcome.status.state == ChannelState::ended);
    CHECK(outcome.status.is_session_over);
    CHECK_EQUAL(outcome.status.next_sequence, messages.size() + 1);
    CHECK_EQUAL(outcome.counters.lost + outcome.counters.gaps + outcome.counters.malformed, 0U);
    ItchPackets again(session);
    CHECK_EQUAL(books_through_socket(read_all(again, {framed(messages)}, random, 100'000)), expected);
  }
}

TEST("both lines of a played capture, in one file or in two, give the books of the stream that they carry") {
  const std::string path = shared_data_path("data/itch/aapl-amzn-2012-06-21.itch.gz");
  if (path.empty()) return skip("no shared data");
  Random random(seed());
  std::vector<Bytes> messages = messages_of(path);
  messages.resize(40'000);
  ItchPackets packer{wire::moldudp64::Session(std::string_view("SESSION001"))};
  const std::vector<KeptPacket> stream = read_all(packer, {framed(messages)}, random, 100'000);
  const Addressed a{{10, 0, 0, 1}, {239, 1, 1, 1}, 4'000, 30'001};
  const Addressed b{{10, 0, 0, 1}, {239, 1, 1, 2}, 4'000, 30'001};
  // Each line loses a tenth, never both the same packet; B is behind by less than the hold.
  struct Sent {
    TimeNs time;
    uint32_t line;
    Bytes frame;
  };
  std::vector<Sent> sent;
  for (const KeptPacket& packet : stream) {
    const uint64_t fate = random() % 10;
    const auto frame_of = [&packet](const Addressed& where) {
      return ethernet_frame(0x0800, ipv4_packet(where, 17, udp_packet(where, packet.bytes)));
    };
    if (fate != 0) sent.push_back({packet.time, 0, frame_of(a)});
    if (fate != 1)
      sent.push_back({packet.time + static_cast<TimeNs>(1 + random() % 900'000), 1, frame_of(b)});
  }
  std::stable_sort(sent.begin(), sent.end(), [](const Sent& x, const Sent& y) { return x.time < y.time; });
  std::array<Bytes, 3> files;
  for (Bytes& file : files) file = pcap_header(Order::big, 0xA1B23C4D, 1);
  for (const Sent& packet : sent) {
    for (Bytes* file : {&files[packet.line], &files[2]}) {
      put_record(*file, Order::big, static_cast<uint64_t>(packet.time / ns_per_second),
                 static_cast<uint64_t>(packet.time % ns_per_second), packet.frame);
    }
  }
  for (const std::vector<Bytes>& given :
       {std::vector<Bytes>{files[2]}, std::vector<Bytes>{files[0], files[1]}}) {
    CapturePackets packets({.files = static_cast<uint32_t>(given.size())});
    const Outcome outcome = play_into_channel(packets, given, random, 2);
    CHECK_EQUAL(outcome.books, books_of_file(messages));
    CHECK(outcome.status.state == ChannelState::ended);
    CHECK_EQUAL(outcome.counters.packets, sent.size());
    CHECK_EQUAL(outcome.counters.lost + outcome.counters.gaps, 0U);
    CHECK(outcome.counters.held > 0);
  }
}

TEST("a played file that breaks off ends its channel as lost, with everything before it in the books") {
  const std::string path = shared_data_path("data/itch/nasdaq-open-1000.itch");
  if (path.empty()) return skip("no shared data");
  Random random(seed());
  const std::vector<Bytes> messages = messages_of(path);
  Bytes file = framed({messages.begin(), messages.begin() + 500});
  file.push_back(0);  // half a length
  ItchPackets packets{wire::moldudp64::Session(std::string_view("FILE"))};
  const Outcome outcome = play_into_channel(packets, {file}, random, 1);
  CHECK_EQUAL(outcome.books, books_of_file({messages.begin(), messages.begin() + 500}));
  CHECK(outcome.status.state == ChannelState::lost);
  CHECK(outcome.status.cause == ChannelCause::input_broken);
  CHECK(outcome.status.is_session_over);
  CHECK_EQUAL(outcome.counters.lost, 0U);
}

}  // namespace hotlane::test
