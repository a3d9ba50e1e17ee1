// JavaScript's numbers where AssemblyScript has integers: indices, sizes, truth, conversion to 32 bits. The compiler writes
// calls of these into a strategy.
import { fail, Failure, mark } from "./host";

/** An index of so many elements: a whole number from 0, or the strategy fails. */
@inline function indexOf(value: f64, length: i32, place: i32): i32 {
  const whole = i32(value);
  if (f64(whole) != value) fail(Failure.index, place);
  if (u32(whole) >= u32(length)) fail(Failure.end, place);
  return whole;
}

/** An element of an array. */
@inline export function get<T>(array: Array<T>, value: f64, place: i32): T {
  return unchecked(array[indexOf(value, array.length, place)]);
}
@inline export function getNumber(array: Float64Array, value: f64, place: i32): f64 {
  return unchecked(array[indexOf(value, array.length, place)]);
}
@inline export function setNumber(array: Float64Array, value: f64, place: i32, element: f64): f64 {
  unchecked(array[indexOf(value, array.length, place)] = element);
  return element;
}

/** Writes an element that is there, or the next one; JavaScript would leave a hole beyond. */
@inline export function set<T>(array: Array<T>, value: f64, place: i32, element: T): T {
  const whole = i32(value);
  if (f64(whole) != value) fail(Failure.index, place);
  if (u32(whole) > u32(array.length)) fail(Failure.gap, place);
  array[whole] = element;
  return element;
}

/** A new array's size. */
@inline export function size(value: f64, place: i32): i32 {
  const whole = i32(value);
  if (f64(whole) != value || whole < 0) fail(Failure.size, place);
  mark(place);
  return whole;
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
