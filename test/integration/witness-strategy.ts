// A strategy for tests that sends nothing: it digests all trades that it is told, and writes the digest as it was after each
// hundred of them into a file when it is stopped.
import { writeFileSync } from "node:fs";
import { defineStrategy } from "hotlane/sdk";

export default defineStrategy({
  name: "witness",
  parameters: { file: "" },

  create(_context, { file }) {
    const digests: number[] = [];
    let trades = 0;
    let digest = 0;
    return {
      onTrade(trade) {
        for (const figure of [trade.instrument, trade.priceTicks, trade.quantity])
          digest = (Math.imul(digest, 31) + figure) | 0;
        trades += 1;
        if (trades % 100 === 0) digests.push(digest);
      },
      onStop() {
        writeFileSync(file, JSON.stringify(digests));
      },
    };
  },
});
