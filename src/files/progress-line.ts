/** A progress line on standard error, on a terminal only, once the work has taken two seconds. */

const progressAfterMs = 2_000;
const progressEveryMs = 250;

/** `text` gives the line as of now. The result hides it; nothing is left behind. */
export function showProgress(
  text: () => string,
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr,
): () => void {
  if (!stream.isTTY) return () => {};
  const started = Date.now();
  let isShown = false;
  const timer = setInterval(() => {
    if (Date.now() - started < progressAfterMs) return;
    isShown = true;
    stream.write(`\r${text()}\x1b[K`);
  }, progressEveryMs);
  return () => {
    clearInterval(timer);
    if (isShown) stream.write("\r\x1b[K");
  };
}

/** `reading: 42% of 130 MB` */
export function readingText(bytesRead: number, bytes: number): string {
  const share = bytes === 0 ? 100 : Math.floor((100 * bytesRead) / bytes);
  return `reading: ${share}% of ${Math.ceil(bytes / 1e6)} MB`;
}
