/**
 * Whether a strategy may ever ask for its orders' places in their queues: the lane follows them for those that do, since it
 * costs a look at each message of an instrument with orders of theirs. Told by the text, which has to name the call to make it.
 */
import type { Orders } from "../sdk/orders.js";

const call: keyof Orders = "queueAhead";

/** `text`: all of the strategy's code. */
export const mentionsQueue = (text: string): boolean => text.includes(call);
