// What the machine does to events that need a core at given times: a loop that waits for each one's time,
// then does so much work and nothing else. An event is late by what the machine took (interrupts, the
// hypervisor, other processes) and by the events before it, whose work it waits for as it would in a lane: so
// its lateness is what a lane's latencies under the same events are to be held against. An empty loop's own
// turns would not do: there are thousands of them for each event, and a stall counts once among them however
// many events it makes late.
#pragma once

#include <cstdint>
#include <span>

namespace hotlane {

struct MeteredEvent {
  uint64_t due_ns = 0;      // from the begin; never falls
  uint64_t work = 0;        // in the unit of whoever does it
  bool is_counted = false;  // else it only keeps the loop busy
};

// Clock: ticks() rising, ns(span of ticks). Work: work(amount). Record: record(ns from when it was due until
// its work was done), of those that are counted.
template <class Clock, class Work, class Record>
void measure_events(const Clock& clock, std::span<const MeteredEvent> events, Work&& work,
                    Record&& record) noexcept {
  const uint64_t begin = clock.ticks();
  for (const MeteredEvent& event : events) {
    while (clock.ns(clock.ticks() - begin) < event.due_ns) {
    }
    work(event.work);
    if (event.is_counted) record(clock.ns(clock.ticks() - begin) - event.due_ns);
  }
}

}  // namespace hotlane
