// What one version of a strategy hands over to the next: numbers in the order of the fields, an array's length before its
// elements. src/compiler/handed-state.ts reads and writes the same.
import { give, take } from "./host";

export { give, take };

@inline export function giveFlag(value: bool): void { give(value ? 1.0 : 0.0); }
@inline export function takeFlag(): bool { return take() != 0.0; }

export function giveNumbers(values: Array<f64>): void {
  give(f64(values.length));
  for (let i = 0; i < values.length; ++i) give(unchecked(values[i]));
}
export function takeNumbers(): Array<f64> {
  const length = i32(take());
  const values = new Array<f64>(length);
  for (let i = 0; i < length; ++i) unchecked(values[i] = take());
  return values;
}

export function giveFloat64s(values: Float64Array): void {
  give(f64(values.length));
  for (let i = 0; i < values.length; ++i) give(unchecked(values[i]));
}
export function takeFloat64s(): Float64Array {
  const length = i32(take());
  const values = new Float64Array(length);
  for (let i = 0; i < length; ++i) unchecked(values[i] = take());
  return values;
}
