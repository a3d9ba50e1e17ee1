/** CPU lists as the kernel writes them ("0-3,8,10-11"). Pure. */

/** The numbers in a list; anything that is no number or range is left out, as is an empty list's line end. */
export function parseCpuList(text: string): number[] {
  const cpus: number[] = [];
  for (const part of text.trim().split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (match === null) continue;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    for (let cpu = first; cpu <= last; ++cpu) cpus.push(cpu);
  }
  return cpus;
}

export function formatCpuList(cpus: readonly number[]): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let begin = 0; begin < sorted.length; ) {
    let end = begin;
    while (sorted[end + 1] === (sorted[end] as number) + 1) ++end;
    const first = sorted[begin] as number;
    const last = sorted[end] as number;
    parts.push(first === last ? String(first) : `${first}-${last}`);
    begin = end + 1;
  }
  return parts.join(",");
}

/** A mask as /sys takes it: groups of 32 bits in hexadecimal, the highest first. */
export function cpuMask(cpus: readonly number[]): string {
  let bits = 0n;
  for (const cpu of cpus) bits |= 1n << BigInt(cpu);
  const digits = bits.toString(16);
  const padded = digits.padStart(Math.ceil(digits.length / 8) * 8, "0");
  const groups = padded.match(/.{8}/g) ?? [];
  return groups.length <= 1 ? digits : groups.join(",");
}

export function parseCpuMask(text: string): number[] {
  const digits = text.trim().replaceAll(",", "");
  if (!/^[0-9a-f]+$/i.test(digits)) return [];
  const bits = BigInt(`0x${digits}`);
  const cpus: number[] = [];
  for (let cpu = 0; bits >> BigInt(cpu) !== 0n; ++cpu)
    if (((bits >> BigInt(cpu)) & 1n) === 1n) cpus.push(cpu);
  return cpus;
}
