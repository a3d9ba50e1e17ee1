#include "addon/lane_setup.hpp"

#include <random>

namespace hotlane::addon {
namespace {

std::string text(Napi::Object object, const char* name) {
  return object.Get(name).ToString().Utf8Value();
}
double number(Napi::Object object, const char* name) {
  return object.Get(name).ToNumber().DoubleValue();
}
bool flag(Napi::Object object, const char* name) {
  return object.Get(name).ToBoolean().Value();
}
uint32_t count(Napi::Object object, const char* name) {
  return object.Get(name).ToNumber().Uint32Value();
}

Limits read_instrument_limits(Napi::Object limits) {
  Limits read;
  read.is_set = true;
  read.order_quantity_max = count(limits, "orderQuantityMax");
  read.order_notional_max = static_cast<Money>(number(limits, "orderNotionalMax"));
  read.collar_basis_points = count(limits, "priceCollarBasisPoints");
  read.position_max = static_cast<int64_t>(number(limits, "positionMax"));
  return read;
}

// The lane's message rate is each strategy's: the rest of a strategy's limits are already in its
// instruments'.
Limits read_strategy_limits(Napi::Object message_limits) {
  Limits read;
  read.is_set = true;
  read.order_quantity_max = UINT32_MAX;
  read.order_notional_max = INT64_MAX;
  read.position_max = INT64_MAX;
  read.messages_per_second_max = count(message_limits, "messagesPerSecondMax");
  read.messages_burst_max = count(message_limits, "messageBurstMax");
  return read;
}

LaneChannel read_channel(Napi::Object feed) {
  LaneChannel channel;
  channel.instruments = count(feed, "instruments");
  ChannelSettings& stream = channel.stream;
  const std::string session = text(feed, "session");
  if (!session.empty()) stream.session = wire::moldudp64::Session(session);
  stream.first_sequence = static_cast<uint64_t>(number(feed, "firstSequence"));
  stream.lines = feed.Get("lines").As<Napi::Array>().Length();
  if (feed.Get("play").IsObject()) {
    channel.is_timed_by_packets = true;
    stream.lines = count(feed.Get("play").As<Napi::Object>(), "lines");
  }
  const auto rerequest = feed.Get("rerequest").As<Napi::Object>();
  stream.repair.servers = rerequest.Get("servers").As<Napi::Array>().Length();
  stream.repair.hold_ns = static_cast<TimeNs>(number(feed, "holdNs"));
  stream.repair.timeout_ns = static_cast<TimeNs>(number(rerequest, "timeoutNs"));
  stream.repair.attempts_max = count(rerequest, "attemptsMax");
  stream.repair.requests_per_second_max = count(rerequest, "requestsPerSecondMax");
  stream.repair.gap_messages_max = static_cast<uint64_t>(number(rerequest, "gapMessagesMax"));
  const auto snapshot = feed.Get("snapshot").As<Napi::Object>();
  stream.snapshot.servers = snapshot.Get("servers").As<Napi::Array>().Length();
  stream.snapshot.credentials.username = wire::soupbintcp::Username(text(snapshot, "username"));
  stream.snapshot.credentials.password = wire::soupbintcp::Password(text(snapshot, "password"));
  return channel;
}

std::vector<io::RerequestServer> read_servers(Napi::Object part) {
  std::vector<io::RerequestServer> servers;
  const auto list = part.Get("servers").As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto server = list.Get(i).As<Napi::Object>();
    servers.push_back({count(server, "address"), static_cast<uint16_t>(count(server, "port"))});
  }
  return servers;
}

io::ReceiveWay way_of(const std::string& name) {
  if (name == "xdp") return io::ReceiveWay::xdp;
  return name == "auto" ? io::ReceiveWay::automatic : io::ReceiveWay::kernel;
}

std::vector<io::StreamSetup> read_lines(Napi::Object feed) {
  std::vector<io::StreamSetup> lines;
  const auto list = feed.Get("lines").As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto line = list.Get(i).As<Napi::Object>();
    lines.push_back({.udp = {.group = text(line, "group"),
                             .port = static_cast<uint16_t>(count(line, "port")),
                             .interface_address = text(line, "interface"),
                             .source_address = text(line, "source")},
                     .way = way_of(text(feed, "receive")),
                     .xdp_queue = count(line, "queue")});
  }
  return lines;
}

// The queue's memory belongs to JavaScript, which holds it as long as the lane runs.
PlayQueue* play_queue_of(Napi::Object play) {
  auto memory = play.Get("queue").As<Napi::Uint8Array>();
  return &PlayQueue::at({reinterpret_cast<std::byte*>(memory.Data()), memory.ByteLength()});
}

io::ChannelInput read_input(Napi::Object feed) {
  io::ChannelInput input;
  input.lines = read_lines(feed);
  input.recovery = {read_servers(feed.Get("rerequest").As<Napi::Object>()),
                    read_servers(feed.Get("snapshot").As<Napi::Object>())};
  if (feed.Get("recordFile").IsString()) input.record_file = text(feed, "recordFile");
  if (feed.Get("play").IsObject()) {
    const auto play = feed.Get("play").As<Napi::Object>();
    input.play = play_queue_of(play);
    input.play_speed = number(play, "speed");
  }
  return input;
}

LaneSettings read_lane(Napi::Object setup) {
  LaneSettings lane;
  const auto instruments = setup.Get("instruments").As<Napi::Array>();
  const auto message_limits = setup.Get("messageLimits").As<Napi::Object>();
  for (uint32_t i = 0; i < instruments.Length(); ++i) {
    const auto instrument = instruments.Get(i).As<Napi::Object>();
    Limits limits = read_instrument_limits(instrument.Get("limits").As<Napi::Object>());
    limits.messages_per_second_max = count(message_limits, "messagesPerSecondMax");
    limits.messages_burst_max = count(message_limits, "messageBurstMax");
    lane.instruments.push_back({wire::Symbol(text(instrument, "symbol")), limits});
  }
  const auto strategies = setup.Get("strategies").As<Napi::Array>();
  for (uint32_t i = 0; i < strategies.Length(); ++i) {
    LaneStrategySettings strategy;
    const auto owned = strategies.Get(i).As<Napi::Object>().Get("instruments").As<Napi::Array>();
    for (uint32_t j = 0; j < owned.Length(); ++j) {
      strategy.instruments.push_back(static_cast<InstrumentId>(owned.Get(j).ToNumber().Uint32Value()));
    }
    strategy.limits = read_strategy_limits(message_limits);
    lane.strategies.push_back(std::move(strategy));
  }
  const auto feeds = setup.Get("feeds").As<Napi::Array>();
  for (uint32_t i = 0; i < feeds.Length(); ++i) {
    lane.channels.push_back(read_channel(feeds.Get(i).As<Napi::Object>()));
  }
  lane.hash_seed = std::random_device{}();
  lane.book_orders_max = count(setup, "bookOrdersMax");
  lane.orders_max = count(setup, "ordersMax");
  return lane;
}

}  // namespace

io::LaneLoopSettings read_lane_setup(Napi::Object setup) {
  io::LaneLoopSettings settings;
  settings.lane = read_lane(setup);
  const auto feeds = setup.Get("feeds").As<Napi::Array>();
  for (uint32_t i = 0; i < feeds.Length(); ++i) {
    settings.inputs.push_back(read_input(feeds.Get(i).As<Napi::Object>()));
  }
  settings.host.core = setup.Get("core").ToNumber().Int32Value();
  settings.host.lock_memory = flag(setup, "lockMemory");
  settings.host.huge_pages = flag(setup, "hugePages");
  settings.host.real_time = flag(setup, "realTime");
  settings.is_busy_polling = flag(setup, "isBusyPolling");
  settings.floor_ms = count(setup, "floorMs");
  return settings;
}

}  // namespace hotlane::addon
