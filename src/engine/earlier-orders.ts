/**
 * What a lane tells of an earlier run's orders while it takes them over: into the record of its orders; and of the trades,
 * a copy for whoever is told later and may lack the last of them, since the engine was killed. Main thread.
 */
import { setTimeout as pause } from "node:timers/promises";
import { EventKind, OrderChange } from "../lanes/boundary.js";
import type { LaneEvent } from "../lanes/event-reader.js";
import type { Lane } from "../lanes/lane.js";
import type { OrderEventListener } from "./running-lane.js";

/** Between two looks at the lane's events. */
const pauseMs = 5;

const tradeChanges: readonly number[] = [OrderChange.tradeBroken, OrderChange.tradeCorrected];

export class EarlierOrders {
  #trades: { event: LaneEvent; venueSession: string }[] = [];

  /** Until the lane is ready: hands every event to `take`, which gives the venue's name of an order's session. */
  async hear(lane: Lane, take: (event: LaneEvent) => string): Promise<void> {
    const ready = lane.ready.then(() => "ready" as const);
    do this.#drain(lane, take);
    while ((await Promise.race([ready, pause(pauseMs)])) !== "ready");
    this.#drain(lane, take);
  }

  tellTo(listener: OrderEventListener, lane: Lane): void {
    for (const { event, venueSession } of this.#trades) listener(event, lane.setup, venueSession);
    this.forget();
  }

  forget(): void {
    this.#trades = [];
  }

  #drain(lane: Lane, take: (event: LaneEvent) => string): void {
    lane.events.drain((event) => {
      const venueSession = take(event);
      const isOfOrder = event.kind === EventKind.order && tradeChanges.includes(event.change);
      // The reader's event is used again for the next one.
      if (event.kind === EventKind.fill || isOfOrder)
        this.#trades.push({ event: { ...event }, venueSession });
    });
  }
}
