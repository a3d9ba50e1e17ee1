/** Just enough of C++'s text to find conditions, statements and operands in the gate's sources, which clang-format wrote. */

/** The index after the bracket that closes the one at `open`. */
export function afterBracket(text, open) {
  const closing = { "(": ")", "{": "}", "[": "]" }[text[open]];
  let depth = 0;
  for (let at = open; at < text.length; ++at) {
    if (text[at] === text[open]) depth += 1;
    else if (text[at] === closing) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new Error(`no ${closing} for the ${text[open]} at ${open}`);
}

/** The index of the `;` that ends the statement beginning at `start`. */
export function endOfStatement(text, start) {
  for (let at = start; at < text.length; ++at) {
    if ("({[".includes(text[at])) at = afterBracket(text, at) - 1;
    else if (text[at] === ";") return at;
  }
  throw new Error(`no statement at ${start}`);
}

/** Parts of an expression at the `operators` that are in no bracket: [start, end) in `text`. */
export function operands(text, start, end, ...operators) {
  const parts = [];
  let first = start;
  for (let at = start; at < end; ++at) {
    if ("({[".includes(text[at])) at = afterBracket(text, at) - 1;
    else {
      const operator = operators.find((one) => text.startsWith(one, at));
      if (operator === undefined) continue;
      parts.push([first, at]);
      at += operator.length - 1;
      first = at + 1;
    }
  }
  parts.push([first, end]);
  return parts;
}

/** Comments as spaces, so that nothing is found in them and every index stays. */
export function withoutComments(text) {
  return text.replace(/\/\/[^\n]*/g, (comment) => " ".repeat(comment.length));
}

export function lineOf(text, index) {
  return text.slice(0, index).split("\n").length;
}

/** One short line of it. */
export function short(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= 72 ? line : `${line.slice(0, 71)}…`;
}
