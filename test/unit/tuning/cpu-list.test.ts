import { describe, expect, it } from "vitest";
import { cpuMask, formatCpuList, parseCpuList, parseCpuMask } from "../../../src/tuning/cpu-list.js";
import { seededRandom } from "../seeded-random.js";

describe("CPU lists and masks", () => {
  it("of the kernel are read: ranges, single numbers, nothing", () => {
    expect(parseCpuList("0-2,5,7-8\n")).toEqual([0, 1, 2, 5, 7, 8]);
    expect(parseCpuList("")).toEqual([]);
    expect(parseCpuList("(null)")).toEqual([]);
    expect(parseCpuMask("00000001,00000003")).toEqual([0, 1, 32]);
  });

  it("come back as they were, whatever CPUs they hold", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 200; ++round) {
      const cpus = Array.from({ length: 130 }, (_, cpu) => cpu).filter(() => random() < 0.4);
      expect(parseCpuList(formatCpuList(cpus))).toEqual(cpus);
      expect(parseCpuMask(cpuMask(cpus))).toEqual(cpus);
    }
  });
});
