/** Ctrl-C or SIGTERM as a wish to end in order, for commands that run until they are told. */

/** Aborted at the first signal. At the second the process ends as it would without us. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
