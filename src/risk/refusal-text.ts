/** The gate's reason codes as they stand in records and in what people read, with the figures that were compared. Pure. */
import { type Refusal, refusalNames, riskScopeNames } from "../lanes/boundary.js";

/** As the fact sheets and docs/risk.md have it: `position_max`. */
export function reasonCode(refusal: number): string {
  const name = refusalNames[refusal];
  return name === undefined
    ? `refusal_${refusal}`
    : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

type Name = keyof typeof Refusal;

const moneyNames: ReadonlySet<string> = new Set<Name>([
  "orderNotionalMax",
  "notionalRate",
  "openNotionalMax",
  "exposureStrategyMax",
  "exposureAccountMax",
  "exposureFirmMax",
  "netExposureMax",
  "creditMax",
  "tradedNotionalDay",
]);
const priceNames: ReadonlySet<string> = new Set<Name>([
  "luldBand",
  "shortPriceTest",
  "selfMatch",
  "invalidPrice",
]);

const ticksPerDollar = 10_000;

const plain = new Intl.NumberFormat("en-US");
const dollars = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
});

/** A compared value or a limit, in the unit of its control. */
export function amountText(refusal: number, value: number): string {
  const name = refusalNames[refusal] ?? "";
  if (moneyNames.has(name) || priceNames.has(name)) return dollars.format(value / ticksPerDollar);
  return plain.format(value);
}

/** `position_max of account main: 5,100 against 5,000`. */
export function findingText(finding: {
  readonly reason: number;
  readonly scope: number;
  readonly compared: number;
  readonly limit: number;
  /** Whose limit it is, where the scope has names. */
  readonly name: string;
}): string {
  const { reason, scope, compared, limit, name } = finding;
  const whose = scope === 0 ? "" : ` of ${[riskScopeNames[scope], name].filter((one) => one).join(" ")}`;
  const figures =
    compared === 0 && limit === 0
      ? ""
      : `: ${amountText(reason, compared)} against ${amountText(reason, limit)}`;
  return `${reasonCode(reason)}${whose}${figures}`;
}
