// Checks that the host can build Hotlane, before anything is built. Called once by prepare.mjs.
// Names every tool that is missing or too old at once, and what to install.
import { spawnSync } from "node:child_process";
import { SetupError } from "./command.mjs";

const nodeMin = [20, 19];
const cmakeMin = [3, 22];
// The first compilers with the C++20 library parts that native/ uses (std::span, <bit>, std::atomic_ref).
const gccMin = [11, 0];
const clangMin = [14, 0];

const install = "on Debian or Ubuntu: apt-get install g++ cmake ninja-build";

function output(program, args) {
  const result = spawnSync(program, args, { encoding: "utf8" });
  return result.error === undefined && result.status === 0 ? result.stdout : undefined;
}

/** "3.25.1" within `text` as [3, 25]; undefined if there is no version in it. */
export function versionIn(text) {
  const match = /(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

export function isAtLeast(version, minimum) {
  return version[0] > minimum[0] || (version[0] === minimum[0] && version[1] >= minimum[1]);
}

function complaint(name, found, minimum, advice) {
  if (found !== undefined && isAtLeast(found, minimum)) return [];
  const seen = found === undefined ? "was not found" : `is ${found.join(".")}`;
  return [`${name} ${seen}, ${minimum.join(".")} or newer is needed (${advice})`];
}

function compilerComplaint() {
  const compiler = process.env.CXX ?? "c++";
  const banner = output(compiler, ["--version"]);
  if (banner === undefined) return [`C++ compiler ${compiler} was not found (${install})`];
  const isClang = /clang/i.test(banner);
  // GCC's banner may hold other numbers first (a distribution's version): -dumpfullversion is only the compiler's.
  const version = isClang ? versionIn(banner) : versionIn(output(compiler, ["-dumpfullversion"]) ?? banner);
  return complaint(`C++ compiler ${compiler}`, version, isClang ? clangMin : gccMin, install);
}

// Not needed to build, and not asked for here: wasm2c (wabt), which strategies are compiled by (docs/compiled-strategies.md).

/** AF_XDP is built in where its libraries' headers are (libxdp-dev, libbpf-dev). */
function hasAfXdp() {
  const includes = ["-include", "xdp/xsk.h", "-include", "bpf/bpf.h"];
  return (
    output(process.env.CXX ?? "c++", ["-fsyntax-only", ...includes, "-x", "c++", "/dev/null"]) !== undefined
  );
}

/** What the builds depend on beside their inputs; throws a SetupError that lists all that is wrong. */
export function checkToolchain() {
  const hasNinja = output("ninja", ["--version"]) !== undefined;
  const hasMake = output("make", ["--version"]) !== undefined;
  const complaints = [
    ...complaint("Node.js", versionIn(process.versions.node), nodeMin, "https://nodejs.org"),
    ...complaint("CMake", versionIn(output("cmake", ["--version"]) ?? ""), cmakeMin, install),
    ...compilerComplaint(),
    ...(hasNinja || hasMake ? [] : [`neither ninja nor make was found (${install})`]),
  ];
  if (complaints.length > 0)
    throw new SetupError(`this host cannot build Hotlane:\n  ${complaints.join("\n  ")}`);
  return { generator: hasNinja ? "Ninja" : "Unix Makefiles", hasAfXdp: hasAfXdp() };
}
