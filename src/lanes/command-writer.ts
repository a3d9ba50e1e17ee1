/**
 * Commands to a lane: the writing end of its command ring. Main thread only (single producer). A command is applied at
 * the lane's next turn; a full ring means that the lane has not turned for long, and is an error to be told.
 */
import { HotlaneError } from "../errors.js";
import {
  Command,
  CommandKind,
  CommandRing,
  commandsMax,
  KillScope,
  LaneMemory,
  Refusal,
  RiskScope,
} from "./boundary.js";

/**
 * Where and as whom to log in. Texts are ASCII, shorter than their fields. The lane asks for the SoupBinTCP session and
 * sequence number that it holds itself.
 */
export interface ConnectOrder {
  /** IPv4 address, "127.0.0.1". */
  address: string;
  port: number;
  username: string;
  password: string;
}

export interface KillOrder {
  scope: keyof typeof KillScope;
  /** Of the account, strategy, instrument or session in the lane; 0 where the scope has none. */
  index: number;
  isOn: boolean;
  /** By which LaneReader.kill() finds what became of it; 0: nobody asks. */
  killId: number;
  /** The CPU's counter when it was turned. */
  switchedTicks: bigint;
}

/** Whose stop, at the gate. */
export interface StopSubject {
  scope: keyof typeof RiskScope;
  /** In the lane; 0 where the scope has none. */
  index: number;
}

export class CommandWriter {
  readonly #indexes: Uint32Array;
  readonly #slots: DataView;
  readonly #bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    const base = LaneMemory.commands;
    this.#indexes = new Uint32Array(memory, base, CommandRing.slots / 4);
    this.#slots = new DataView(memory, base + CommandRing.slots, commandsMax * Command.size);
    this.#bytes = new Uint8Array(memory, base + CommandRing.slots, commandsMax * Command.size);
  }

  /** Cancels every open order, waits for the answers, logs out, ends the loop. */
  stop(): void {
    this.#put(CommandKind.stop, 0, 0);
  }

  /** On: no new order of its scope leaves, and every open one is cancelled. */
  turnKillSwitch({ scope, index, isOn, killId, switchedTicks }: KillOrder): void {
    this.#put(CommandKind.killSwitch, index, isOn ? 1 : 0, (slot) => {
      this.#slots.setUint32(slot + Command.scope, KillScope[scope], true);
      this.#slots.setUint32(slot + Command.killId, killId, true);
      this.#slots.setBigUint64(slot + Command.switchedTicks, switchedTicks, true);
    });
  }

  connectSession(session: number, order: ConnectOrder): void {
    this.#put(CommandKind.connectSession, session, 0, (slot) => {
      this.#slots.setUint32(slot + Command.address, addressNumber(order.address), true);
      this.#slots.setUint32(slot + Command.port, order.port, true);
      this.#text(slot + Command.username, 8, order.username);
      this.#text(slot + Command.password, 16, order.password);
    });
  }

  disconnectSession(session: number): void {
    this.#put(CommandKind.disconnectSession, session, 0);
  }

  /** What was submitted for a strategy's place takes it, in shadow or live. */
  installStrategy(strategy: number, isLive: boolean): void {
    this.#put(CommandKind.installStrategy, strategy, isLive ? 1 : 0);
  }

  /** What is in shadow there trades from now on. */
  tradeLive(strategy: number): void {
    this.#put(CommandKind.tradeLive, strategy, 0);
  }

  /** Stops one strategy and cancels its orders; the others go on. */
  stopStrategy(strategy: number): void {
    this.#put(CommandKind.stopStrategy, strategy, 0);
  }

  /** An account in doubt has been looked at: it may trade again. */
  acknowledgeAccount(account: number): void {
    this.#put(CommandKind.acknowledgeAccount, account, 0);
  }

  /** An account's orders of one session, by one request where its protocol has it, else one by one. */
  massCancel(session: number, account: number): void {
    this.#put(CommandKind.massCancel, session, account);
  }

  /** Asks the venue to take an account's new orders, or none; without effect where the protocol has no word for it. */
  switchEntry(session: number, account: number, isOn: boolean): void {
    this.#put(isOn ? CommandKind.enableEntry : CommandKind.disableEntry, session, account);
  }

  /** What is staged is to hold, if it is of this version. */
  setLimits(version: number): void {
    this.#put(CommandKind.setLimits, 0, version);
  }

  /** On: only orders that shrink a position pass there. */
  reduceOnly({ scope, index }: StopSubject, isOn: boolean): void {
    this.#put(CommandKind.reduceOnly, index, isOn ? 1 : 0, (slot) => this.#scope(slot, scope));
  }

  /** What has switched itself off there is on again; kills stay. */
  rearm({ scope, index }: StopSubject): void {
    this.#put(CommandKind.rearm, index, 0, (slot) => this.#scope(slot, scope));
  }

  /** What has switched itself off in another lane, or in an earlier run, is off. */
  trip({ scope, index }: StopSubject, why: keyof typeof Refusal): void {
    this.#put(CommandKind.trip, index, Refusal[why], (slot) => this.#scope(slot, scope));
  }

  /** The risk service's sign of life. */
  control(): void {
    this.#put(CommandKind.control, 0, 0);
  }

  #scope(slot: number, scope: keyof typeof RiskScope): void {
    this.#slots.setUint32(slot + Command.scope, RiskScope[scope], true);
  }

  #put(kind: number, index: number, value: number, fill?: (slot: number) => void): void {
    const written = Atomics.load(this.#indexes, CommandRing.written / 4);
    const read = Atomics.load(this.#indexes, CommandRing.read / 4);
    if ((written - read) >>> 0 >= commandsMax) {
      throw new HotlaneError(
        "lane/command-ring-full",
        `lane: ${commandsMax} commands wait and none is taken: the loop is stuck`,
      );
    }
    const slot = (written % commandsMax) * Command.size;
    this.#bytes.fill(0, slot, slot + Command.size);
    this.#slots.setUint32(slot + Command.kind, kind, true);
    this.#slots.setInt32(slot + Command.index, index, true);
    this.#slots.setInt32(slot + Command.value, value, true);
    fill?.(slot);
    // Sequentially consistent, so in particular a release: the lane sees the slot whole.
    Atomics.store(this.#indexes, CommandRing.written / 4, (written + 1) >>> 0);
  }

  #text(offset: number, width: number, text: string): void {
    for (let i = 0; i < width; ++i) this.#bytes[offset + i] = i < text.length ? text.charCodeAt(i) : 0x20;
  }
}

/** "127.0.0.1" as the number 0x7f000001. */
export function addressNumber(address: string): number {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(Number.isInteger(part) && part >= 0 && part <= 255))) {
    throw new HotlaneError(
      "lane/address",
      `address: found ${JSON.stringify(address)}, expected an IPv4 address like 10.1.2.3`,
    );
  }
  return parts.reduce((number, part) => (number * 256 + part) >>> 0, 0);
}
