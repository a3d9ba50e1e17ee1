/** The venue's worker thread: hands itself to the native loop until it is told to stop, then tells what it saw. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../errors.js";
import { native } from "../lanes/native.js";
import type { VenueMessage, VenueOutcome, VenueSetup } from "./venue-setup.js";

const { setup, requests } = workerData as { setup: VenueSetup; requests: Int32Array };

const tell = (message: VenueMessage): void => parentPort?.postMessage(message);

try {
  let lines: string[] = [];
  const tellLedger = (kind: "ledger" | "ended", outcome: VenueOutcome): void => {
    tell({ kind, outcome, ledger: lines.map((line) => `${line}\n`).join("") });
    lines = [];
  };
  const outcome = native.runVenue(
    setup,
    requests,
    (ports) => tell({ kind: "ready", ports }),
    (messages) => tell({ kind: "finished", messages }),
    (order) => lines.push(JSON.stringify(order)),
    (start) => tell({ kind: "started", start }),
    (now) => tellLedger("ledger", now),
  );
  tellLedger("ended", outcome);
} catch (error) {
  tell({ kind: "failed", message: messageOf(error) });
}
