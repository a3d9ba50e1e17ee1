// JavaScript's numbers where AssemblyScript has integers: indices, sizes, truth, conversion to 32 bits. The compiler writes
// calls of these into a strategy.
import { fail, Failure, mark } from "./host";

/** An index of an array: a whole number, or the strategy fails; the array checks its own bounds. */
@inline export function index(value: f64, place: i32): i32 {
  const whole = i32(value);
  mark(place);
  if (f64(whole) != value) fail(Failure.index);
  return whole;
}

/** A new array's size. */
@inline export function size(value: f64, place: i32): i32 {
  const whole = i32(value);
  mark(place);
  if (f64(whole) != value || whole < 0) fail(Failure.size);
  return whole;
}

/** Writes an element that is there, or the next one; JavaScript would leave a hole beyond. */
@inline export function put<T>(array: Array<T>, index: i32, value: T): T {
  if (u32(index) > u32(array.length)) fail(Failure.gap);
  array[index] = value;
  return value;
}

/** Neither 0 nor NaN. */
@inline export function truth(value: f64): bool {
  return value < 0.0 || value > 0.0;
}

/** ToInt32 of ECMA-262 §7.1.6: the low 32 bits of a whole number however large, 0 for what is none. */
export function int32(value: f64): i32 {
  const quick = i32(value);
  if (f64(quick) == value) return quick;
  if (!(Math.abs(value) < Infinity)) return 0;
  const whole = Math.trunc(value) % 4294967296.0;
  return i32(i64(whole));
}

@inline export function isInteger(value: f64): bool {
  return Math.abs(value) < Infinity && Math.trunc(value) == value;
}

@inline export function isSafeInteger(value: f64): bool {
  return Math.abs(value) <= 9007199254740991.0 && Math.trunc(value) == value;
}

@inline export function isFinite(value: f64): bool {
  return Math.abs(value) < Infinity;
}

@inline export function isNaN(value: f64): bool {
  return value != value;
}
