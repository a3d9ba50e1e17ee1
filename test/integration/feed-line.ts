// One line of the venue's feed as a plain receiver hears it: datagrams of a multicast group, taken apart by the tables
// of moldudp64.md. And the plain ways to ask for what is missing: a re-request, a GLIMPSE login.
import { createSocket, type Socket } from "node:dgram";
import { connect } from "node:net";

const headerLength = 20;
const endOfSession = 0xffff;
const answerPatienceMs = 50;

export interface Packet {
  session: string;
  sequence: number;
  count: number;
  messages: Buffer[];
}

export function parsePacket(datagram: Buffer): Packet {
  const packet: Packet = {
    session: datagram.toString("latin1", 0, 10),
    sequence: Number(datagram.readBigUInt64BE(10)),
    count: datagram.readUInt16BE(18),
    messages: [],
  };
  let at = headerLength;
  for (let i = 0; i < packet.count && packet.count !== endOfSession; i += 1) {
    const length = datagram.readUInt16BE(at);
    packet.messages.push(datagram.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== datagram.length)
    throw new Error(`packet at ${packet.sequence}: ${datagram.length - at} bytes too many`);
  return packet;
}

/** Hears one group; keeps each message once, by its number. */
export class FeedLineListener {
  readonly messages = new Map<number, Buffer>();
  datagrams = 0;
  /** Datagrams of messages that had all come before. */
  duplicates = 0;
  /** Packets of the end of session, and the number they name. */
  ends = 0;
  end = 0;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (datagram) => this.#take(parsePacket(datagram)));
  }

  static open(group: string, port: number): Promise<FeedLineListener> {
    const socket = createSocket({ type: "udp4", reuseAddr: true, recvBufferSize: 8 << 20 });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(port, group, () => {
        socket.addMembership(group, "127.0.0.1");
        resolve(new FeedLineListener(socket));
      });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #take({ sequence, count, messages }: Packet): void {
    this.datagrams += 1;
    if (count === endOfSession) {
      this.ends += 1;
      this.end = sequence;
    }
    if (messages.length > 0 && messages.every((_, i) => this.messages.has(sequence + i)))
      this.duplicates += 1;
    for (const [i, message] of messages.entries()) this.messages.set(sequence + i, message);
  }
}

/** Asks a re-request server from one socket. */
export class RerequestClient {
  readonly #socket = createSocket("udp4");
  readonly #port: number;
  readonly #host: string;
  readonly #session: string;

  constructor(place: string, session: string) {
    const [host = "", port = ""] = place.split(":");
    this.#host = host;
    this.#port = Number(port);
    this.#session = session;
  }

  close(): void {
    this.#socket.close();
  }

  /** Asks again and again from the first number still missing; gives up after `attempts` requests without progress. */
  async ask(first: number, count: number, attempts = 40): Promise<Buffer[]> {
    const got: Buffer[] = [];
    for (let left = attempts; left > 0 && got.length < count; left -= 1) {
      const request = Buffer.alloc(headerLength);
      request.write(this.#session.padEnd(10), "latin1");
      request.writeBigUInt64BE(BigInt(first + got.length), 10);
      request.writeUInt16BE(Math.min(count - got.length, 65_534), 18);
      this.#socket.send(request, this.#port, this.#host);
      const answer = await firstMessage(this.#socket, answerPatienceMs);
      if (answer === undefined) continue;
      const packet = parsePacket(answer);
      if (packet.sequence !== first + got.length) continue; // to a request that we had given up
      got.push(...packet.messages);
      left = attempts + 1;
    }
    return got;
  }
}

function firstMessage(socket: Socket, patienceMs: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const onMessage = (message: Buffer): void => {
      clearTimeout(timer);
      resolve(message);
    };
    const timer = setTimeout(() => {
      socket.off("message", onMessage);
      resolve(undefined);
    }, patienceMs);
    socket.once("message", onMessage);
  });
}

export interface Snapshot {
  messages: Buffer[];
  /** G's number: the first message of the feed to apply. */
  nextSequence: number;
}

/** Logs in to a GLIMPSE server and takes what it has. */
export function takeSnapshot(place: string, username: string, password: string): Promise<Snapshot> {
  const [host = "", port = ""] = place.split(":");
  const login = username.padEnd(6) + password.padEnd(10) + " ".repeat(10) + "1".padStart(20);
  const packet = Buffer.from(`\0${String.fromCharCode(login.length + 1)}L${login}`, "latin1");
  const messages: Buffer[] = [];
  return new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    const socket = connect(Number(port), host, () => socket.write(packet));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the GLIMPSE server hung up before the end")));
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 3 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const end = 2 + rest.readUInt16BE(0);
        const type = String.fromCharCode(rest[2] ?? 0);
        const payload = rest.subarray(3, end);
        rest = rest.subarray(end);
        if (type === "J") reject(new Error(`login rejected: ${payload.toString("latin1")}`));
        if (type !== "S") continue;
        if (String.fromCharCode(payload[0] ?? 0) !== "G") messages.push(payload);
        else {
          socket.end(Buffer.from([0, 1, "O".charCodeAt(0)]));
          resolve({ messages, nextSequence: Number(payload.toString("latin1", 1).trim()) });
        }
      }
    });
  });
}
