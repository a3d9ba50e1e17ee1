/**
 * The strategy of bench/wire_to_wire: one order for each packet that moves the bid, at the bid, so that the venue knows by
 * its price which packet it is from. Immediate or cancel, below every offer: it never trades.
 */
import { defineStrategy, TimeInForce } from "hotlane/sdk";

export default defineStrategy({
  name: "follow-bid",
  parameters: {},

  create({ book, orders }) {
    let followed = 0;
    return {
      onBook(instrument) {
        const bid = book.bid(instrument);
        if (bid === followed || !book.isLive(instrument)) return;
        followed = bid;
        orders.buy(instrument, 1, bid, TimeInForce.immediateOrCancel);
      },
    };
  },
});
