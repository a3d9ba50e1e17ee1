/**
 * A set of names that grows by some 30 bytes each, where a set of the texts would by ten times as much: of each it keeps
 * 128 bits of its SHA-256. Two names with the same ones are not to be feared.
 */
import { createHash } from "node:crypto";

/** Of 32 bits, of a name. */
const words = 4;
const slotsAtFirst = 1_024;
/** Taken slots, of all: the rest is room, so that a look ends soon. */
const fullest = 0.75;

export class NameSet {
  /** By open addressing, a name's words one after the other; all zero: nothing. */
  #slots = new Uint32Array(slotsAtFirst * words);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** False: it was in it already. */
  add(name: string): boolean {
    if (this.#count >= (this.#slots.length / words) * fullest) this.#grow();
    const digest = createHash("sha256").update(name).digest();
    const key = Uint32Array.from({ length: words }, (_, word) => digest.readUInt32LE(4 * word));
    const at = place(this.#slots, key);
    if (!isFree(this.#slots, at)) return false;
    this.#slots.set(key, at);
    this.#count += 1;
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) {
      const key = old.subarray(at, at + words);
      if (!isFree(old, at)) this.#slots.set(key, place(this.#slots, key));
    }
  }
}

/** Where it is, or would go. */
function place(slots: Uint32Array, key: Uint32Array): number {
  for (let at = ((key[0] ?? 0) * words) % slots.length; ; at = (at + words) % slots.length) {
    if (isFree(slots, at) || isAt(slots, at, key)) return at;
  }
}

function isFree(slots: Uint32Array, at: number): boolean {
  return slots[at] === 0 && slots[at + 1] === 0 && slots[at + 2] === 0 && slots[at + 3] === 0;
}

function isAt(slots: Uint32Array, at: number, key: Uint32Array): boolean {
  return (
    slots[at] === key[0] && slots[at + 1] === key[1] && slots[at + 2] === key[2] && slots[at + 3] === key[3]
  );
}
