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

std::vector<LaneAccount> read_accounts(Napi::Object setup) {
  std::vector<LaneAccount> accounts;
  const auto list = setup.Get("accounts").As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    accounts.push_back({wire::Firm(text(list.Get(i).As<Napi::Object>(), "firm"))});
  }
  return accounts;
}

// A lane that has no session keeps one that is never connected.
std::vector<VenueProfile> read_sessions(Napi::Object setup) {
  std::vector<VenueProfile> sessions;
  const auto list = setup.Get("sessions").As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto session = list.Get(i).As<Napi::Object>();
    VenueProfile profile;
    profile.protocol = text(session, "protocol") == "ouch42" ? OrderProtocol::ouch42 : OrderProtocol::ouch50;
    profile.user_ref_idx = static_cast<uint8_t>(count(session, "userRefIdx"));
    profile.reject_letters = text(session, "rejectLetters") == "later"
                                 ? wire::ouch42::RejectLetters::later
                                 : wire::ouch42::RejectLetters::text2018;
    profile.has_customer_type = flag(session, "customerType");
    profile.probe_symbol = wire::Symbol(text(session, "probeSymbol"));
    sessions.push_back(profile);
  }
  if (sessions.empty()) sessions.emplace_back();
  return sessions;
}

FeeSchedule read_fees(Napi::Object fees) {
  const auto rate = [](const Napi::Value& value) { return value.ToNumber().Int32Value(); };
  FeeSchedule schedule =
      schedule_of(rate(fees.Get("add")), rate(fees.Get("remove")), rate(fees.Get("cross")));
  const auto list = fees.Get("byLiquidity").As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto pair = list.Get(i).As<Napi::Array>();
    const std::string flag_text = pair.Get(uint32_t{0}).ToString().Utf8Value();
    if (!flag_text.empty()) {
      schedule.rates[static_cast<uint8_t>(flag_text[0])] = rate(pair.Get(uint32_t{1}));
    }
  }
  schedule.per_order = count(fees, "perOrder");
  schedule.sec_cents_per_million = count(fees, "secCentsPerMillionDollars");
  schedule.taf_millionths_per_share = count(fees, "tafMillionthsPerShare");
  schedule.taf_cents_max = count(fees, "tafCentsMax");
  return schedule;
}

// By session; of one that has no schedule, nothing is charged.
std::vector<FeeSchedule> read_fee_schedules(Napi::Object setup) {
  std::vector<FeeSchedule> schedules;
  const auto list = setup.Get("sessions").As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto session = list.Get(i).As<Napi::Object>();
    schedules.push_back(session.Has("fees") ? read_fees(session.Get("fees").As<Napi::Object>())
                                            : FeeSchedule{});
  }
  return schedules;
}

LaneSettings read_lane(Napi::Object setup) {
  LaneSettings lane;
  lane.name = text(setup, "name");
  const auto instruments = setup.Get("instruments").As<Napi::Array>();
  for (uint32_t i = 0; i < instruments.Length(); ++i) {
    const auto instrument = instruments.Get(i).As<Napi::Object>();
    lane.instruments.push_back(
        {wire::Symbol(text(instrument, "symbol")), static_cast<SessionId>(count(instrument, "session"))});
  }
  lane.accounts = read_accounts(setup);
  lane.sessions = read_sessions(setup);
  lane.fees = read_fee_schedules(setup);
  const auto strategies = setup.Get("strategies").As<Napi::Array>();
  for (uint32_t i = 0; i < strategies.Length(); ++i) {
    LaneStrategySettings strategy;
    const auto given = strategies.Get(i).As<Napi::Object>();
    strategy.name = text(given, "name");
    strategy.account = static_cast<AccountId>(count(given, "account"));
    strategy.time_budget_ns = TimeNs{given.Get("timeBudgetNs").ToNumber().Int64Value()};
    const auto owned = given.Get("instruments").As<Napi::Array>();
    for (uint32_t j = 0; j < owned.Length(); ++j) {
      strategy.instruments.push_back(static_cast<InstrumentId>(owned.Get(j).ToNumber().Uint32Value()));
    }
    lane.strategies.push_back(std::move(strategy));
  }
  const auto feeds = setup.Get("feeds").As<Napi::Array>();
  for (uint32_t i = 0; i < feeds.Length(); ++i) {
    lane.channels.push_back(read_channel(feeds.Get(i).As<Napi::Object>()));
  }
  lane.hash_seed = std::random_device{}();
  lane.book_orders_max = count(setup, "bookOrdersMax");
  lane.orders_max = count(setup, "ordersMax");
  const auto journal = setup.Get("journal").As<Napi::Object>();
  lane.journal.is_sync_before_send = flag(journal, "isSyncBeforeSend");
  lane.journal.lag_max_ns = static_cast<TimeNs>(number(journal, "lagMaxNs"));
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
  const auto journal = setup.Get("journal").As<Napi::Object>();
  settings.journal.directory = text(journal, "directory");
  settings.journal.ring_bytes = static_cast<size_t>(number(journal, "ringBytes"));
  settings.journal.segment_bytes = static_cast<uint64_t>(number(journal, "segmentBytes"));
  settings.journal.sync_interval_ns = static_cast<TimeNs>(number(journal, "syncIntervalNs"));
  settings.host.core = setup.Get("core").ToNumber().Int32Value();
  settings.host.lock_memory = flag(setup, "lockMemory");
  settings.host.huge_pages = flag(setup, "hugePages");
  settings.host.real_time = flag(setup, "realTime");
  settings.is_busy_polling = flag(setup, "isBusyPolling");
  settings.floor_ms = count(setup, "floorMs");
  settings.hiccup_ns = static_cast<uint64_t>(number(setup, "hiccupNs"));
  return settings;
}

}  // namespace hotlane::addon
