import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { accountsOf, addVenueOptions, type VenueOptions } from "../../src/venue/venue-options.js";

function parse(...args: string[]): VenueOptions {
  const command = addVenueOptions(new Command("venue"));
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: "user" }).opts<VenueOptions>();
}
const accounts = (...args: string[]) => accountsOf(parse(...args));

describe("hotlane venue's accounts", () => {
  it("speak OUCH 5.0 unless all or one of them is said to speak OUCH 4.2", () => {
    const protocols = (...args: string[]) => accounts(...args).map(({ protocol }) => protocol);
    expect(protocols()).toEqual(["ouch50"]);
    expect(protocols("--protocol", "ouch42")).toEqual(["ouch42"]);
    expect(protocols("--account", "A:x", "--account", "B:y:ouch42")).toEqual(["ouch50", "ouch42"]);
    expect(protocols("--protocol", "ouch42", "--account", "A:x", "--account", "B:y:ouch50")).toEqual([
      "ouch42",
      "ouch50",
    ]);
  });

  it("have a name and a password of SoupBinTCP's length", () => {
    expect(accounts("--account", "ABCDEF:0123456789")).toMatchObject([
      { username: "ABCDEF", password: "0123456789", cancelOnDisconnect: false },
    ]);
    for (const account of ["ABCDEFG:x", "A:01234567890", "A", "A:", ":x", "A:x:ouch", "A:x:", "Ä:x"])
      expect(() => parse("--account", account), account).toThrow("expected USER:PASSWORD");
    expect(() => parse("--protocol", "fix")).toThrow("expected ouch50 or ouch42");
  });

  it("lose their orders with their connection where that is said of them, and of nobody unknown", () => {
    const args = ["--account", "A:x", "--account", "B:y", "--cancel-on-disconnect"];
    expect(accounts(...args, "B").map(({ cancelOnDisconnect }) => cancelOnDisconnect)).toEqual([false, true]);
    expect(() => accounts(...args, "C")).toThrow("--cancel-on-disconnect C: no such --account");
  });
});
