// The impairing relay: a process that stands between a venue and its receivers and does to lines A and B, and
// to re-requests, what bad networks do. All decisions come from --seed; what was done is printed as JSON at
// the end, which is SIGTERM or --seconds-max. For integration tests, by test/integration/impairing-relay.ts.
#include <poll.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>

#include "io/tsc_clock.hpp"
#include "relay/relayed_line.hpp"
#include "relay/relayed_requests.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::test;

std::atomic<bool> is_stopped{false};

struct Place {
  std::string address;
  uint16_t port = 0;
};

struct Options {
  uint64_t seed = 1;
  double seconds_max = 60;
  std::string in_interface = "127.0.0.1";
  std::string out_interface = "127.0.0.1";
  Place in[2], out[2];
  Place rerequest;
  ImpairmentSettings lines[2];
  double request_loss = 0;
  double answer_loss = 0;
};

[[noreturn]] void refuse(const std::string& why) {
  std::fprintf(stderr, "impairing_relay: %s\n", why.c_str());
  std::exit(2);
}

Place place_of(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon == std::string::npos) refuse("expected ADDRESS:PORT, not " + text);
  return {text.substr(0, colon), static_cast<uint16_t>(std::strtoul(text.c_str() + colon + 1, nullptr, 10))};
}

// Options of the lines end in -a or -b; the number is the line's.
bool take_line_option(Options& options, const std::string& name, const std::string& value) {
  const bool is_b = name.ends_with("-b");
  if (!is_b && !name.ends_with("-a")) return false;
  const size_t line = is_b ? 1 : 0;
  const std::string what = name.substr(0, name.size() - 2);
  ImpairmentSettings& settings = options.lines[line];
  const double number = std::strtod(value.c_str(), nullptr);
  const auto count = static_cast<uint32_t>(number);
  if (what == "--in")
    options.in[line] = place_of(value);
  else if (what == "--out")
    options.out[line] = place_of(value);
  else if (what == "--loss")
    settings.loss = number;
  else if (what == "--burst-every")
    settings.burst_every = count;
  else if (what == "--burst-length")
    settings.burst_length_max = count;
  else if (what == "--dead-every")
    settings.dead_every = count;
  else if (what == "--dead-length")
    settings.dead_length_max = count;
  else if (what == "--duplicate")
    settings.duplicate = number;
  else if (what == "--reorder")
    settings.reorder = number;
  else if (what == "--reorder-depth")
    settings.reorder_depth_max = count;
  else if (what == "--delay")
    settings.delay = number;
  else if (what == "--delay-us")
    settings.delay_ns_max = static_cast<TimeNs>(number * 1'000);
  else
    return false;
  return true;
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) refuse(name + " needs a value");
    const std::string value = argv[i + 1];
    if (name == "--seed")
      options.seed = std::strtoull(value.c_str(), nullptr, 10);
    else if (name == "--seconds-max")
      options.seconds_max = std::strtod(value.c_str(), nullptr);
    else if (name == "--in-interface")
      options.in_interface = value;
    else if (name == "--out-interface")
      options.out_interface = value;
    else if (name == "--rerequest")
      options.rerequest = place_of(value);
    else if (name == "--request-loss")
      options.request_loss = std::strtod(value.c_str(), nullptr);
    else if (name == "--answer-loss")
      options.answer_loss = std::strtod(value.c_str(), nullptr);
    else if (!take_line_option(options, name, value))
      refuse("no option " + name);
  }
  return options;
}

class Relay {
 public:
  explicit Relay(const Options& options)
      : options_(options), requests_(options.request_loss, options.answer_loss, options.seed) {}

  void open() {
    for (size_t i = 0; i < 2; ++i) {
      if (options_.in[i].address.empty()) continue;
      lines_[i].emplace(options_.lines[i], options_.seed, i);
      const std::string failure =
          lines_[i]->open({options_.in[i].address, options_.in[i].port, options_.in_interface},
                          {options_.out[i].address, options_.out[i].port, options_.out_interface});
      if (!failure.empty()) refuse(failure);
    }
    if (options_.rerequest.address.empty()) return;
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(options_.rerequest.port);
    if (inet_pton(AF_INET, options_.rerequest.address.c_str(), &server.sin_addr) != 1)
      refuse("--rerequest: no address");
    const std::string failure = requests_.open(options_.out_interface, server);
    if (!failure.empty()) refuse(failure);
  }

  void run() {
    std::printf("{\"event\":\"ready\",\"rerequestPort\":%u}\n", unsigned{requests_.port()});
    std::fflush(stdout);
    const TimeNs end = io::system_time_ns() + static_cast<TimeNs>(options_.seconds_max * 1e9);
    for (TimeNs now = io::system_time_ns(); !is_stopped && now < end; now = io::system_time_ns()) {
      for (auto& line : lines_) {
        if (line) line->turn(now);
      }
      requests_.turn();
      wait();
    }
    for (auto& line : lines_) {
      if (line) line->flush();
    }
  }

  void print() const {
    std::printf("{\"event\":\"counts\",\"seed\":%" PRIu64 ",\"lines\":[", options_.seed);
    for (size_t i = 0; i < 2; ++i) {
      if (!lines_[i]) continue;
      if (i > 0) std::printf(",");
      lines_[i]->print();
    }
    std::printf("],\"rerequests\":");
    requests_.print();
    std::printf("}\n");
  }

 private:
  void wait() {
    std::vector<pollfd> waits;
    bool has_held = false;
    for (auto& line : lines_) {
      if (!line) continue;
      waits.push_back({line->descriptor(), POLLIN, 0});
      has_held |= line->has_held();
    }
    requests_.add_waits([&waits](int descriptor) { waits.push_back({descriptor, POLLIN, 0}); });
    const timespec timeout{0, has_held ? 100'000 : 10'000'000};
    ppoll(waits.data(), waits.size(), &timeout, nullptr);
  }

  const Options& options_;
  std::optional<RelayedLine> lines_[2];
  RelayedRequests requests_;
};

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  if (options.in[0].address.empty()) refuse("needs --in-a and --out-a");
  std::signal(SIGTERM, [](int) { is_stopped = true; });
  std::signal(SIGINT, [](int) { is_stopped = true; });
  const auto relay = std::make_unique<Relay>(options);
  relay->open();
  relay->run();
  relay->print();
  return 0;
}
