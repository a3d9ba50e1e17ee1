/** Parameters of a strategy from a seed, within their ranges: often the defaults, else small and large alike. */
import type { ParameterDeclaration } from "../../sdk/parameters.js";
import type { Parameters } from "../../sdk/strategy.js";

export function drawParameters(declared: readonly ParameterDeclaration[], random: () => number): Parameters {
  return Object.fromEntries(declared.map((one) => [one.name, draw(one, random)]));
}

function draw(one: ParameterDeclaration, random: () => number): number | boolean {
  if (random() < 0.5) return one.fallback;
  if (one.kind === "flag") return random() < 0.5;
  const { kind, smallest, largest } = one;
  const span = largest - smallest;
  // By its logarithm: of 1 to a million, as often below a thousand as above.
  const value = smallest + (random() < 0.1 ? 0 : Math.min(span, Math.exp(random() * Math.log1p(span)) - 1));
  return kind === "decimal" ? value : Math.min(largest, Math.ceil(value));
}
