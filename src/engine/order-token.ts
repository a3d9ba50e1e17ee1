/** The tokens by which our orders are named at OUCH 4.2 venues: native/session/order_token.hpp makes them. */
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const numberDigits = 6;

/** Our number in a token, its last six digits to base 62; NaN where the token is none of ours. */
export function numberOfToken(token: string): number {
  if (!/^H[0-9A-Za-z]{13}$/.test(token)) return Number.NaN;
  return [...token.slice(-numberDigits)].reduce(
    (number, digit) => number * alphabet.length + alphabet.indexOf(digit),
    0,
  );
}
