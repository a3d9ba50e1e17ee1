// A page as a person's browser shows it: headless Chromium, without a network. What it complained about is kept.
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll } from "vitest";

const places = [
  process.env.HOTLANE_BROWSER ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const executablePath = places.find((place) => place !== "" && existsSync(place));

/** Undefined: there is a browser. */
export const whyNoBrowser =
  executablePath === undefined
    ? "no browser: install Debian's chromium, or name one in HOTLANE_BROWSER"
    : undefined;

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, whatever it asked for besides itself. */
  readonly complaints: readonly string[];
}

let starting: Promise<Browser> | undefined;
afterAll(async () => (await starting)?.close());

/** One browser for all pages of a test file. */
export async function openPage(file: string): Promise<OpenedPage> {
  // Chromium's own sandbox does not work for root, as whom continuous integration runs; the page is our own.
  const isRoot = process.getuid?.() === 0;
  starting ??= chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: isRoot ? ["--no-sandbox"] : [],
  });
  const page = await (await starting).newPage({ viewport: { width: 1_100, height: 900 } });
  const url = pathToFileURL(file).href;
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

/** A table's rows as texts, its head first. */
export async function tableIn(page: Page, selector: string): Promise<string[][]> {
  return await page
    .locator(`${selector} tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent ?? "")),
    );
}

/** Of each canvas below a selector: how many colours it has, and how many of its pixels are drawn on. */
export async function canvasesIn(
  page: Page,
  selector: string,
): Promise<{ colours: number; drawn: number }[]> {
  return await page.locator(`${selector} canvas`).evaluateAll((canvases) =>
    canvases.map((found) => {
      const canvas = found as unknown as {
        width: number;
        height: number;
        getContext(kind: "2d"): { getImageData(...of: number[]): { data: Uint8ClampedArray } };
      };
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const pixels = new Uint32Array(data.buffer);
      return { colours: new Set(pixels).size, drawn: pixels.filter((pixel) => pixel !== 0).length };
    }),
  );
}
