/** What must be as it was for a lane to go on from its journal: what the numbers in the records mean. Pure. */
import type { LaneSetup } from "../lanes/lane-setup.js";
import type { RunIdentity } from "../lanes/native.js";

/** What of the lane is not as it was; undefined: nothing. Limits, venues' addresses and feeds may differ. */
export function identityDifference(then: RunIdentity, now: RunIdentity): string | undefined {
  const words: { readonly [part in keyof RunIdentity]: string } = {
    instruments: "instruments and their sessions",
    accounts: "accounts' firms",
    strategies: "strategies and their accounts",
    sessions: "order sessions and their protocols",
  };
  for (const part of Object.keys(words) as (keyof RunIdentity)[]) {
    const [before, after] = [then[part], now[part]].map((list) => list.map(partText));
    if (before === undefined || after === undefined) continue;
    const place = Array.from({ length: Math.max(before.length, after.length) }).findIndex(
      (_, index) => before[index] !== after[index],
    );
    if (place < 0) continue;
    const [was, is] = [before, after].map((list) => list[place] ?? "none");
    return `${words[part]} are other ones: number ${place + 1} was ${was} and is ${is}`;
  }
  return undefined;
}

function partText(part: RunIdentity[keyof RunIdentity][number]): string {
  if (typeof part === "string") return part === "" ? "none" : part;
  return Object.entries(part)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

/** The same of a lane that is about to start: a lane without a session keeps one that is never connected. */
export function identityOf({ instruments, accounts, strategies, sessions }: LaneSetup): RunIdentity {
  const own = sessions.map(({ protocol, userRefIdx }) => ({ protocol, userRefIdx }));
  return {
    instruments: instruments.map(({ symbol, session }) => ({ symbol, session })),
    accounts: accounts.map(({ firm }) => firm),
    strategies: strategies.map(({ name, account }) => ({ name, account })),
    sessions: own.length > 0 ? own : [{ protocol: "ouch50", userRefIdx: 0 }],
  };
}
