// Node-API binding of the venue: runVenue keeps its worker thread until it is told to stop, then gives what
// it saw.
#include <napi.h>

#include "addon/bindings.hpp"
#include "io/tsc_clock.hpp"
#include "io/venue_loop.hpp"

namespace hotlane::addon {
namespace {

std::string text(Napi::Object object, const char* name) {
  return object.Get(name).ToString().Utf8Value();
}
double number(Napi::Object object, const char* name) {
  return object.Get(name).ToNumber().DoubleValue();
}

std::vector<venue::AccountSettings> accounts(Napi::Object setup, const char* name) {
  std::vector<venue::AccountSettings> out;
  const auto list = setup.Get(name).As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto account = list.Get(i).As<Napi::Object>();
    const bool is_ouch42 = text(account, "protocol") == "ouch42";
    out.push_back({.username = wire::soupbintcp::Username(text(account, "username")),
                   .password = wire::soupbintcp::Password(text(account, "password")),
                   .protocol = is_ouch42 ? OrderProtocol::ouch42 : OrderProtocol::ouch50,
                   .cancel_on_disconnect = account.Get("cancelOnDisconnect").ToBoolean().Value()});
  }
  return out;
}

void read_places(Napi::Object setup, io::VenueLoopSettings& settings) {
  settings.interface_address = text(setup, "interface");
  const auto lines = setup.Get("lines").As<Napi::Array>();
  for (uint32_t i = 0; i < lines.Length() && i < settings.lines.size(); ++i) {
    const auto line = lines.Get(i).As<Napi::Object>();
    settings.lines[i] = {text(line, "group"), static_cast<uint16_t>(number(line, "port"))};
  }
  settings.order_port = static_cast<uint16_t>(number(setup, "orderPort"));
  settings.recovery = {static_cast<uint16_t>(number(setup, "rerequestPort")),
                       static_cast<uint16_t>(number(setup, "glimpsePort")),
                       accounts(setup, "glimpseAccounts")};
  settings.end_train_ns = static_cast<TimeNs>(number(setup, "endTrainMs")) * 1'000'000;
}

io::VenueLoopSettings read_settings(Napi::Object setup) {
  io::VenueLoopSettings settings;
  const std::string session = text(setup, "session");
  settings.exchange.feed_session = wire::moldudp64::Session(session);
  settings.exchange.order_session = wire::soupbintcp::session_field(session);
  const auto symbols = setup.Get("symbols").As<Napi::Array>();
  for (uint32_t i = 0; i < symbols.Length(); ++i) {
    settings.exchange.symbols.emplace_back(symbols.Get(i).ToString().Utf8Value());
  }
  settings.exchange.accounts = accounts(setup, "accounts");
  settings.exchange.seed = static_cast<uint64_t>(number(setup, "seed"));
  settings.exchange.messages_per_second = number(setup, "rate");
  const TimeNs now = io::system_time_ns();
  settings.exchange.midnight = now - now % ns_per_day;
  settings.exchange.keep_messages_max = static_cast<uint64_t>(number(setup, "keepMessages"));
  read_places(setup, settings);
  if (setup.Has("record")) settings.record = text(setup, "record");
  if (setup.Has("ledger")) settings.ledger = text(setup, "ledger");
  if (setup.Get("file").IsTypedArray()) {
    auto file = setup.Get("file").As<Napi::Uint8Array>();
    settings.file = {reinterpret_cast<const std::byte*>(file.Data()), file.ByteLength()};
    settings.exchange.is_historical = true;
    settings.from_ns = static_cast<int64_t>(number(setup, "fromNs"));
    settings.to_ns = static_cast<int64_t>(number(setup, "toNs"));
    settings.speed = number(setup, "speed");
  }
  return settings;
}

Napi::Object start_object(Napi::Env env, const io::RecordedExchange& exchange) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("session", std::string(exchange.settings().feed_session.text()));
  object.Set("isResumed", exchange.is_resumed());
  object.Set("bytesCut", static_cast<double>(exchange.bytes_cut()));
  return object;
}

// The counts of one recovery server: what it did, then what it refused by reason.
template <class Refusal, size_t Count>
Napi::Object refused_object(Napi::Env env, const std::array<uint64_t, Count>& refused) {
  Napi::Object object = Napi::Object::New(env);
  for (size_t i = 0; i < Count; ++i) {
    object.Set(std::string(venue::words_of(static_cast<Refusal>(i))), static_cast<double>(refused[i]));
  }
  return object;
}

Napi::Object rerequests_object(Napi::Env env, const venue::RerequestCounters& counters) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("requests", static_cast<double>(counters.requests));
  object.Set("answered", static_cast<double>(counters.answered));
  object.Set("messages", static_cast<double>(counters.messages));
  object.Set("refused", refused_object<venue::RerequestRefusal>(env, counters.refused));
  return object;
}

Napi::Object snapshots_object(Napi::Env env, const venue::GlimpseCounters& counters) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("begun", static_cast<double>(counters.snapshots));
  object.Set("completed", static_cast<double>(counters.completed));
  object.Set("messages", static_cast<double>(counters.messages));
  object.Set("refused", refused_object<venue::GlimpseRefusal>(env, counters.refused));
  return object;
}

Napi::Object outcome_object(Napi::Env env, const io::VenueOutcome& outcome) {
  Napi::Array positions = Napi::Array::New(env);
  uint32_t orders = 0;
  for (const io::AccountOutcome& account : outcome.accounts) {
    orders += account.orders;
    for (size_t i = 0; i < outcome.symbols.size(); ++i) {
      Napi::Object position = Napi::Object::New(env);
      position.Set("account", account.name);
      position.Set("symbol", std::string(outcome.symbols[i].text()));
      position.Set("net", static_cast<double>(account.net[i]));
      positions.Set(positions.Length(), position);
    }
  }
  Napi::Object object = Napi::Object::New(env);
  object.Set("orders", orders);
  object.Set("trades", static_cast<double>(outcome.trades));
  object.Set("messages", static_cast<double>(outcome.messages));
  object.Set("positions", positions);
  object.Set("rerequests", rerequests_object(env, outcome.rerequests));
  object.Set("snapshots", snapshots_object(env, outcome.snapshots));
  return object;
}

Napi::Object ports_object(Napi::Env env, const io::VenuePorts& ports) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("orders", ports.orders);
  object.Set("rerequests", ports.rerequests);
  object.Set("snapshots", ports.snapshots);
  return object;
}

// runVenue(setup, signals, onReady(ports), onFinished(), onStarted({session, isResumed, bytesCut}),
// onLedger()): `signals` is an Int32Array over shared memory: stop, ledgers asked for. Each time one is, and
// at the end, the ledger is written; then comes onLedger, or the outcome is returned.
Napi::Value run_venue(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const io::VenueLoopSettings settings = read_settings(info[0].As<Napi::Object>());
  auto signals = info[1].As<Napi::Int32Array>();
  static_assert(sizeof(std::atomic<int32_t>) == sizeof(int32_t), "an Atomics cell is an atomic");
  const auto* const cells = reinterpret_cast<const std::atomic<int32_t>*>(signals.Data());
  const auto on_ready = info[2].As<Napi::Function>();
  const auto on_finished = info[3].As<Napi::Function>();
  const auto on_started = info[4].As<Napi::Function>();
  const auto on_ledger = info[5].As<Napi::Function>();
  const io::VenueOutcome outcome = io::run_venue(
      settings, {cells[0], cells[1]},
      {[&](const io::RecordedExchange& exchange) { on_started.Call({start_object(env, exchange)}); },
       [&](const io::VenuePorts& ports) { on_ready.Call({ports_object(env, ports)}); },
       [&](uint64_t messages) { on_finished.Call({Napi::Number::New(env, static_cast<double>(messages))}); },
       [&] { on_ledger.Call({}); }});
  if (!outcome.failure.empty()) {
    Napi::Error::New(env, outcome.failure).ThrowAsJavaScriptException();
    return env.Undefined();
  }
  return outcome_object(env, outcome);
}

}  // namespace

void init_venue(Napi::Env env, Napi::Object exports) {
  exports.Set("runVenue", Napi::Function::New(env, run_venue));
}

}  // namespace hotlane::addon
