// Redraws the live view on a terminal. Started by the engine on the main thread, stopped before the report.
// Guarantees: writes nothing when the stream is not a terminal; gives the terminal back as it found it, even when
// the process exits without stopping it.
import type { WriteStream } from "node:tty";
import type { EngineSnapshot } from "./engine-snapshot.js";
import { viewLines } from "./terminal-view.js";

const redrawMs = 200;
const enterScreen = "\u001b[?1049h\u001b[?25l";
const leaveScreen = "\u001b[?25h\u001b[?1049l";
const cursorHome = "\u001b[H";
const clearToLineEnd = "\u001b[K";
const clearBelow = "\u001b[J";
const defaultColumns = 80;
const defaultRows = 24;

export interface TerminalScreen {
  /** Leaves the view and shows the terminal as it was. Safe to call twice. */
  stop(): void;
}

/** Draws what `snapshot` gives, now and every `redrawMs`, on `stream` (standard error unless told). */
export function showOnTerminal(
  snapshot: () => EngineSnapshot,
  stream: WriteStream = process.stderr as WriteStream,
): TerminalScreen {
  if (!stream.isTTY) return { stop: () => undefined };
  const hasColours = process.env.NO_COLOR === undefined && stream.hasColors();
  const draw = (): void => {
    const lines = viewLines(snapshot(), stream.columns || defaultColumns, hasColours);
    const fitting = lines.slice(0, (stream.rows || defaultRows) - 1);
    stream.write(`${cursorHome}${fitting.map((line) => `${line}${clearToLineEnd}\n`).join("")}${clearBelow}`);
  };
  let isShown = true;
  const stop = (): void => {
    if (!isShown) return;
    isShown = false;
    clearInterval(timer);
    process.off("exit", stop);
    stream.write(leaveScreen);
  };
  stream.write(enterScreen);
  const timer = setInterval(draw, redrawMs);
  // The view must not keep a finished run alive.
  timer.unref();
  process.on("exit", stop);
  draw();
  return { stop };
}
