/**
 * Fixed-size records by number, as many as a day brings, in a file without a name: a few pages of them are in memory, so
 * that what is remembered takes room on disk and not in memory. The file goes with the process. One user.
 */
import { ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HotlaneError, messageOf } from "../errors.js";

/** Records of a page: neighbours in number are asked for together. */
const recordsPerPage = 1_024;

interface Page {
  readonly view: DataView;
  /** In the file, of its first byte. */
  readonly place: number;
  isChanged: boolean;
}

export class OrderPages {
  readonly #recordBytes: number;
  readonly #pagesMax: number;
  readonly #file: number;
  /** In memory, by key; the one used longest ago first. */
  readonly #pages = new Map<number, Page>();
  /** Where each page that was ever made is in the file, by key. */
  readonly #places = new Map<number, number>();
  #latestKey = -1;
  #latest: Page | undefined;

  /** `pagesMax`: in memory, at least one. Throws where the system's folder for such files can't be written. */
  constructor(recordBytes: number, pagesMax: number) {
    this.#recordBytes = recordBytes;
    this.#pagesMax = pagesMax;
    this.#file = openNameless();
  }

  /**
   * Calls `use` with the bytes of a record and where they begin, all zero if it is new; what it changes is kept. Numbers
   * are whole.
   */
  at<Result>(number: number, use: (view: DataView, at: number) => Result): Result {
    const page = this.#page(Math.floor(number / recordsPerPage));
    page.isChanged = true;
    return use(page.view, (number % recordsPerPage) * this.#recordBytes);
  }

  /** The bytes of a record and where they begin, to be read until the next call; undefined: its page was never touched. */
  find(number: number): [view: DataView, at: number] | undefined {
    const key = Math.floor(number / recordsPerPage);
    if (!this.#places.has(key)) return undefined;
    return [this.#page(key).view, (number % recordsPerPage) * this.#recordBytes];
  }

  /** Each record from a number up to another, of pages that were ever touched, in the order of numbers; to be read only. */
  *between(first: number, end: number): Generator<[view: DataView, at: number, number: number]> {
    const keys = [...this.#places.keys()].filter(
      (key) => key >= Math.floor(first / recordsPerPage) && key * recordsPerPage < end,
    );
    for (const key of keys.sort((a, b) => a - b)) {
      for (let index = 0; index < recordsPerPage; ++index) {
        const number = key * recordsPerPage + index;
        if (number >= first && number < end) yield [this.#page(key).view, index * this.#recordBytes, number];
      }
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#pages.clear();
    this.#places.clear();
    this.#latestKey = -1;
    this.#latest = undefined;
    ftruncateSync(this.#file);
  }

  #page(key: number): Page {
    if (key === this.#latestKey && this.#latest !== undefined) return this.#latest;
    const page = this.#pages.get(key) ?? this.#load(key);
    // Behind all others: it was used last.
    this.#pages.delete(key);
    this.#pages.set(key, page);
    this.#latestKey = key;
    this.#latest = page;
    return page;
  }

  #load(key: number): Page {
    const bytes = recordsPerPage * this.#recordBytes;
    const known = this.#places.get(key);
    const place = known ?? this.#places.size * bytes;
    const page = { view: this.#room(bytes), place, isChanged: false };
    if (known === undefined) this.#places.set(key, place);
    else readSync(this.#file, page.view, 0, bytes, place);
    return page;
  }

  /** A page's worth of zero bytes: those of the one that was used longest ago, once they are in the file. */
  #room(bytes: number): DataView {
    const [oldest] = this.#pages;
    if (this.#pages.size < this.#pagesMax || oldest === undefined || !this.#isKept(oldest[1])) {
      return new DataView(new ArrayBuffer(bytes));
    }
    const [key, { view }] = oldest;
    this.#pages.delete(key);
    new Uint8Array(view.buffer).fill(0);
    return view;
  }

  /** In the file, as it is. On a full disk pages stay in memory: that grows, but nothing is lost. */
  #isKept({ view, place, isChanged }: Page): boolean {
    if (!isChanged) return true;
    try {
      return writeSync(this.#file, view, 0, view.byteLength, place) === view.byteLength;
    } catch {
      return false;
    }
  }
}

function openNameless(): number {
  try {
    const folder = mkdtempSync(join(tmpdir(), "hotlane-orders-"));
    try {
      return openSync(join(folder, "orders"), "w+", 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    throw new HotlaneError("engine/order-record", `the record of orders: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
