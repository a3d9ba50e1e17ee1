// Builds the native side: the addon through cmake-js, and for the tests the presets of CMakePresets.json.
// Called by prepare.mjs. CMake's own dependency check decides what is compiled; stamps spare even starting it.
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { fingerprint, forget, isFresh, record } from "./stamp.mjs";

const jobs = String(availableParallelism());

/** Removes a CMake folder that was configured for another place or other libraries, or did not finish configuring. */
function dropUnusableFolder(root, folder, { hasAfXdp }) {
  const directory = join(root, folder);
  let cache = "";
  try {
    cache = readFileSync(join(directory, "CMakeCache.txt"), "utf8");
    readFileSync(join(directory, "cmake_install.cmake"));
  } catch {
    rmSync(directory, { recursive: true, force: true });
    return;
  }
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(cache)?.[1];
  const xdp = /^XDP_INCLUDE:PATH=(.*)$/m.exec(cache)?.[1] ?? "NOTFOUND";
  if (home !== root || xdp.endsWith("NOTFOUND") === hasAfXdp)
    rmSync(directory, { recursive: true, force: true });
}

/** `toolchain`: what checkToolchain() found. */
export async function buildAddon(root, toolchain) {
  const { generator, hasAfXdp } = toolchain;
  const inputs = ["native", "CMakeLists.txt", "package-lock.json"];
  const print = fingerprint(root, inputs, [process.arch, generator, String(hasAfXdp)]);
  const folder = join("build", "addon");
  if (isFresh(root, "addon", print, [join(folder, "Release", "hotlane.node")])) return;
  forget(root, "addon");
  process.stderr.write("hotlane: building the native addon\n");
  dropUnusableFolder(root, folder, toolchain);
  const cmakeJs = join(root, "node_modules", "cmake-js", "bin", "cmake-js");
  // `build`, not `compile`: compile answers an error by building everything a second time.
  const args = [
    "build",
    "--out",
    folder,
    "--generator",
    generator,
    "--parallel",
    jobs,
    "--log-level",
    "warn",
  ];
  await runCommand(process.execPath, [cmakeJs, ...args], { directory: root });
  record(root, "addon", print);
}

/** Configures one preset and builds `targets` of it in build/<preset>. */
export async function buildPreset(root, preset, targets, toolchain) {
  const { generator, hasAfXdp } = toolchain;
  const inputs = ["native", join("test", "native"), "bench", "CMakeLists.txt", "CMakePresets.json"];
  const print = fingerprint(root, inputs, [process.arch, generator, String(hasAfXdp), ...targets]);
  const folder = join("build", preset);
  const stamp = `${preset}.${targets.join(".")}`;
  const products = targets
    .filter((target) => target === "native_tests")
    .map((target) => join(folder, target));
  if (isFresh(root, stamp, print, products)) return;
  forget(root, stamp);
  process.stderr.write(`hotlane: building ${targets.join(", ")} (${preset})\n`);
  dropUnusableFolder(root, folder, toolchain);
  await runCommand("cmake", ["--preset", preset, "-G", generator], { directory: root });
  await runCommand("cmake", ["--build", folder, "--parallel", jobs, "--target", ...targets], {
    directory: root,
  });
  record(root, stamp, print);
}
