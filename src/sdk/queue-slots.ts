/** Where a frame says how many shares stand in front of an order: native/lane/queue_slots.hpp, which writes it. */
import { QueueSlot, queueBucketSlots, queueSlotsMax, StrategyFrame } from "../lanes/boundary.js";

/** No slot's number of shares. */
export const unknownQueue = -1;

/** Buckets are a power of two; 32-bit words of one slot. */
const bucketMask = queueSlotsMax / queueBucketSlots - 1;
export const queueSlotWords = QueueSlot.size / 4;
export const queueBucketWords = queueBucketSlots * queueSlotWords;

/** The frame's word with which the bucket of an order's number begins. */
export function queueBucket(orderId: number): number {
  return StrategyFrame.queue / 4 + (orderId & bucketMask) * queueBucketWords;
}
