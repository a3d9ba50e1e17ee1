import { describe, expect, it } from "vitest";
import { editDistance, nearestName } from "../../src/config/did-you-mean.js";

describe("did you mean", () => {
  it("measures distance as a metric", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
    expect(nearestName("limtis", ["lanes", "limits"])).toBe("limits");
    expect(nearestName("zzz", ["lanes", "limits"])).toBeUndefined();
  });
});
