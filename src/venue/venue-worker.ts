/** The venue's worker thread: hands itself to the native loop until it is told to stop, then tells what it saw. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../errors.js";
import { native } from "../lanes/native.js";
import type { VenueMessage, VenueSetup } from "./venue-setup.js";

const { setup, signals } = workerData as { setup: VenueSetup; signals: Int32Array };

const tell = (message: VenueMessage): void => parentPort?.postMessage(message);

try {
  let lines: string[] = [];
  const takeLedger = (): string => {
    const text = lines.map((line) => `${line}\n`).join("");
    lines = [];
    return text;
  };
  const outcome = native.runVenue(
    setup,
    signals,
    (ports) => tell({ kind: "ready", ports }),
    (messages) => tell({ kind: "finished", messages }),
    (order) => lines.push(JSON.stringify(order)),
    (start) => tell({ kind: "started", start }),
    () => tell({ kind: "ledger", ledger: takeLedger() }),
  );
  tell({ kind: "ended", outcome, ledger: takeLedger() });
} catch (error) {
  tell({ kind: "failed", message: messageOf(error) });
}
