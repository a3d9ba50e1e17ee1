// What a compiled strategy's module imports, all of it: src/compiler/host/host.h has these as C functions that are inlined.
// Offsets are bytes; each is checked against the bounds of what it reads or writes. AssemblyScript, as all files here.

/** A strategy's own frame. */
@external("hotlane", "frameWord") export declare function frameWord(offset: i32): i32;
@external("hotlane", "frameDouble") export declare function frameDouble(offset: i32): f64;
/** Only what a strategy's SDK writes: native/lane/boundary.hpp names it. */
@external("hotlane", "putWord") export declare function putWord(offset: i32, value: i32): void;
@external("hotlane", "putByte") export declare function putByte(offset: i32, value: i32): void;
@external("hotlane", "putDouble") export declare function putDouble(offset: i32, value: f64): void;
/** The views of all the lane's instruments, one behind the other. */
@external("hotlane", "viewWord") export declare function viewWord(offset: i32): i32;
/** The strategy's own instruments, in the order of its configuration. */
@external("hotlane", "instrumentCount") export declare function instrumentCount(): i32;
@external("hotlane", "instrumentAt") export declare function instrumentAt(index: i32): i32;
/** 1 for each of them. */
@external("hotlane", "owned") export declare function owned(instrument: i32): i32;
/** By the order of their declaration. */
@external("hotlane", "parameter") export declare function parameter(index: i32): f64;
/** What one version hands over to the next, number by number. */
@external("hotlane", "give") export declare function give(value: f64): void;
@external("hotlane", "take") export declare function take(): f64;
/** Where the strategy is: an index of the places that the compiler has listed. */
@external("hotlane", "mark") export declare function mark(place: i32): void;
/** Stops the strategy, at a place: does not return. Codes: native/strategy/compiled_abi.h. */
@external("hotlane", "fail") export declare function fail(code: i32, place: i32): void;

/** The place that was marked last. */
export const nowhere: i32 = -1;

export namespace Failure {
  export const index: i32 = 6;
  export const size: i32 = 7;
  export const gap: i32 = 8;
  export const end: i32 = 14;
  export const instrument: i32 = 15;
  export const level: i32 = 16;
}
