/**
 * A strategy's source: it rests three orders far from the touch and, once all are accepted, does `once`, a piece of code
 * that may use `orders`, `instrument` and `bid`.
 */
export const restingStrategy = (once: string): string => `
import { defineStrategy } from "hotlane/sdk";
export default defineStrategy({
  name: "resting",
  parameters: {},
  create({ book, orders }) {
    const resting = new Set<number>();
    let accepted = 0;
    let isDone = false;
    return {
      onBook(instrument) {
        const bid = book.bid(instrument);
        if (bid < 300_000 || !book.isLive(instrument)) return;
        if (resting.size < 3 && orders.room > 0) {
          const id = orders.buy(instrument, 100, bid - 100_000);
          if (id !== 0) resting.add(id);
        }
        if (accepted < 3 || isDone) return;
        isDone = true;
        ${once}
      },
      onOrder(update) {
        if (!resting.has(update.orderId)) return;
        // Before there is a session everything is refused.
        if (update.isDone) resting.delete(update.orderId);
        else accepted += 1;
      },
    };
  },
});
`;
