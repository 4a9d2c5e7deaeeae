/** Two runs cannot write to one target; one that is dead does not keep others from it. @module */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { holdingTarget } from "../../prover/bundle/target-lock.ts";
import { proveSpurt } from "../../prover/spurt/prove-spurt.ts";
import { stateFromFile } from "../../prover/state/state-source.ts";
import { temporaryFolder } from "./bundle-folder.ts";

const nothing = async () => "done";
const IN_USE = { code: "TARGET_IN_USE", exitCode: 3 };

describe.skipIf(process.platform !== "linux")("holdingTarget", () => {
  it("keeps others out while it runs, by whatever name, and nobody afterwards", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    const target = join(folder, "real", "bundle");
    await holdingTarget(target, async () => {
      for (const name of [
        target,
        `${target}/`,
        join(folder, "link", "bundle"),
        join(folder, "link/../real/bundle"),
      ]) {
        await expect(holdingTarget(name, nothing)).rejects.toMatchObject(IN_USE);
      }
      expect(await holdingTarget(`${target}-2`, nothing)).toBe("done");
      const task = {
        state: stateFromFile({ statePath: "absent", headerPath: "absent" }),
        registry: [{ index: 1, principalGwei: 1n }],
        keys: { size: "test" as const },
        out: target,
      };
      await expect(proveSpurt(task)).rejects.toMatchObject(IN_USE);
    });
    expect(await holdingTarget(target, nothing)).toBe("done");
    const failing = holdingTarget(target, () => Promise.reject(new Error("failed")));
    await expect(failing).rejects.toThrow("failed");
    expect(await holdingTarget(target, nothing)).toBe("done");
  });

  it("is not held by a process that was killed", async () => {
    const target = join(temporaryFolder(), "bundle");
    const module = new URL("../../prover/bundle/target-lock.ts", import.meta.url).href;
    const program = `
      const { holdingTarget } = await import(${JSON.stringify(module)});
      await holdingTarget(${JSON.stringify(target)}, () => { console.log("held"); return new Promise(() => {}); });`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", program];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout!, "data");
    await expect(holdingTarget(target, nothing)).rejects.toMatchObject(IN_USE);
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    expect(await holdingTarget(target, nothing)).toBe("done");
  });
});
