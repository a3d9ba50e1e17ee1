// A busy neighbour: a process that reads and writes memory as fast as it can, and more of it than caches hold.
const words = new Float64Array((64 << 20) / 8);
const stride = 7_919; // a prime: no line is met twice in a row

for (let at = 0; ; at = (at + stride) % words.length) words[at] = (words[at] ?? 0) + 1;
