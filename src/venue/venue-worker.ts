/** The venue's worker thread: hands itself to the native loop until it is told to stop, then tells what it saw. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../errors.js";
import { native } from "../lanes/native.js";
import type { VenueMessage, VenueSetup } from "./venue-setup.js";

const { setup, stop } = workerData as { setup: VenueSetup; stop: Int32Array };

const tell = (message: VenueMessage): void => parentPort?.postMessage(message);

try {
  const lines: string[] = [];
  const outcome = native.runVenue(
    setup,
    stop,
    (ports) => tell({ kind: "ready", ports }),
    (messages) => tell({ kind: "finished", messages }),
    (order) => lines.push(JSON.stringify(order)),
    (start) => tell({ kind: "started", start }),
  );
  tell({ kind: "ended", outcome, ledger: lines.map((line) => `${line}\n`).join("") });
} catch (error) {
  tell({ kind: "failed", message: messageOf(error) });
}
