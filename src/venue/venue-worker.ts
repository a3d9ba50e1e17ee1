/** The venue's worker thread: hands itself to the native loop until it is told to stop, then tells what it saw. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../errors.js";
import { native } from "../lanes/native.js";
import type { VenueMessage, VenueSetup } from "./venue-setup.js";

const { setup, signals } = workerData as { setup: VenueSetup; signals: Int32Array };

const tell = (message: VenueMessage): void => parentPort?.postMessage(message);

try {
  const outcome = native.runVenue(
    setup,
    signals,
    (ports) => tell({ kind: "ready", ports }),
    (messages) => tell({ kind: "finished", messages }),
    (start) => tell({ kind: "started", start }),
    () => tell({ kind: "ledger" }),
  );
  tell({ kind: "ended", outcome });
} catch (error) {
  tell({ kind: "failed", message: messageOf(error) });
}
