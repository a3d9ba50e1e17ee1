/**
 * The strategy of bench/order_flow: sends orders at an even rate, open loop. Order number n is due n/rate seconds after
 * the first; each call of `onBook` sends all that are due by then. What an order waits for that call, or for the ones
 * before it, counts: its time is from when it was due to its first answer. Each is for one share at the touch, immediate or
 * cancel, so that it meets the market's orders and leaves nothing behind; it buys in every other instrument and sells in
 * the rest, so that it never meets an order of its own on its way.
 */
import { renameSync, writeFileSync } from "node:fs";
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { defineStrategy, type Instrument, OrderState, type OrderUpdate, TimeInForce } from "hotlane/sdk";

/** What it leaves in its file, once the last order is answered or the engine stops. */
export interface DueOrdersOutcome {
  /** Of the time measured: orders due, sent, answered. */
  due: number;
  sent: number;
  answered: number;
  /** From when the first of them was due to the last one's answer. */
  seconds: number;
  /** Of the whole run: sent; refused while the session was not up yet. */
  sentInAll: number;
  probesRefused: number;
  /** Due to first answer, ns: an encoded hdr-histogram. */
  histogram: string;
}

const probeEveryMs = 50;
/** Sent and not answered; what is due beyond them waits, and its wait counts. The lane has room for 16,384. */
const onTheirWayMax = 12_000;

export default defineStrategy({
  name: "due-orders",
  parameters: {
    ordersPerSecond: 1_000,
    /** At the same rate, not measured, before the time that is. */
    warmUpSeconds: 1,
    seconds: 1,
    file: "",
  },

  create(context, { ordersPerSecond, warmUpSeconds, seconds, file }) {
    const { book, orders } = context;
    const everyMs = 1_000 / ordersPerSecond;
    const warmUp = Math.round(ordersPerSecond * warmUpSeconds);
    const last = warmUp + Math.round(ordersPerSecond * seconds);
    const histogram = build({
      bitBucketSize: 64,
      autoResize: false,
      lowestDiscernibleValue: 1,
      highestTrackableValue: 2 ** 40,
      numberOfSignificantValueDigits: 3,
    });
    /** The first order that is due, and when; 0: the session is not known to be up. */
    let firstId = 0;
    let beganMs = 0;
    let sent = 0;
    let answered = 0;
    let answeredMs = 0;
    let probedMs = 0;
    let probes = 0;
    let probesRefused = 0;
    let isTold = false;

    /** False: there is nothing to buy or to sell. */
    function send(instrument: Instrument): boolean {
      const isBuy = instrument % 2 === 0;
      const price = isBuy ? book.ask(instrument) : book.bid(instrument);
      if (price === 0 || !book.isLive(instrument)) return false;
      const how = TimeInForce.immediateOrCancel;
      const id = isBuy ? orders.buy(instrument, 1, price, how) : orders.sell(instrument, 1, price, how);
      return id !== 0;
    }

    /** One order now and then, until one is answered. */
    function probe(instrument: Instrument, nowMs: number): void {
      if (nowMs - probedMs < probeEveryMs || probes > probesRefused) return;
      probedMs = nowMs;
      if (send(instrument)) probes += 1;
    }

    function tell(): void {
      if (isTold) return;
      isTold = true;
      const outcome: DueOrdersOutcome = {
        due: last - warmUp,
        sent: Math.max(0, sent - warmUp),
        answered: Math.max(0, answered - warmUp),
        seconds: (answeredMs - beganMs) / 1_000 - warmUp / ordersPerSecond,
        sentInAll: sent + probes - probesRefused,
        probesRefused,
        histogram: encodeIntoCompressedBase64(histogram),
      };
      writeFileSync(`${file}.part`, JSON.stringify(outcome));
      renameSync(`${file}.part`, file);
    }

    return {
      onBook(instrument) {
        const nowMs = performance.now();
        if (firstId === 0) return probe(instrument, nowMs);
        const due = Math.min(last, 1 + Math.floor((nowMs - beganMs) / everyMs));
        while (sent < due && orders.room > 0 && sent - answered < onTheirWayMax) {
          if (!send(instrument)) return;
          sent += 1;
        }
      },

      onOrder(update: OrderUpdate) {
        if (firstId === 0) {
          if (update.state === OrderState.refused) probesRefused += 1;
          else if (update.isDone) {
            firstId = update.orderId + 1;
            beganMs = performance.now();
          }
          return;
        }
        // The venue answers in the order of the orders: what has been answered before is more of an order's life.
        const index = update.orderId - firstId;
        if (index < answered) return;
        answered = index + 1;
        answeredMs = performance.now();
        const latencyMs = answeredMs - (beganMs + index * everyMs);
        if (index >= warmUp) histogram.recordValue(Math.max(1, Math.round(latencyMs * 1e6)));
        if (answered === last) tell();
      },

      onStop: tell,
    };
  },
});
