/** The commands that write files and need no network, each with what it finds and what it has to have made in the end. @module */
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBundle } from "../../../prover/bundle/write-bundle.ts";
import { applyBeacon } from "../../../prover/ceremony/apply-beacon.ts";
import { contribute } from "../../../prover/ceremony/contribute.ts";
import { initCeremony } from "../../../prover/ceremony/init-ceremony.ts";
import { verifyCeremony } from "../../../prover/ceremony/verify-ceremony.ts";
import { registryToJson } from "../../../prover/plan/registry.ts";
import { setUpSize } from "../../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../../scripts/synthetic-state/synthetic-state.ts";
import { syntheticBundle } from "../../bundle/synthetic-bundle.ts";
import { testCircuit } from "../../ceremony/test-ceremony.ts";
import { headerInBytes } from "../../state/real-states.ts";
import { toyGroth16 } from "../../support/toy-groth16.ts";
import type { KilledCommand } from "./kill-everywhere.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
/** Far apart: a page each. */
const INDICES = [3, 55];
const BEACON = { value: "ab".repeat(32), iterationsExp: 10, source: "a test" };

/** By name: made when they are wanted, since some need circuits and keys. */
export const KILLED_COMMANDS: Readonly<Record<string, () => KilledCommand | Promise<KilledCommand>>> = {
  report,
  "ceremony init": async () => (await ceremony()).init(),
  "ceremony contribute": async () => (await ceremony()).contribute(),
  "ceremony beacon": async () => (await ceremony()).beacon(),
  "ceremony export": async () => (await ceremony()).export(),
  prove,
};

/** All files below a folder with the hashes of their contents, as `contentOf` gives them. */
function filesBelow(
  folder: string,
  contentOf = (_: string, bytes: Buffer): Buffer | string => bytes,
): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => {
      const content = contentOf(name, readFileSync(join(folder, name)));
      return `${name} ${createHash("sha256").update(content).digest("hex")}`;
    })
    .join("\n");
}

async function prove(): Promise<KilledCommand> {
  await setUpSize("test", () => {});
  const balances = Array.from({ length: 64 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 30n);
  const { stateBytes, header } = await syntheticState(balances);
  const registry = INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
  const args = (folder: string) => [
    ...["prove", "--state", join(folder, "state.ssz"), "--fork", "electra", "--size", "test"],
    ...["--header", join(folder, "header.json"), "--registry", join(folder, "registry.json")],
    ...["--threads", "1", "--out", join(folder, "out/bundle")],
  ];
  return {
    name: "prove",
    prepare(folder) {
      writeFileSync(join(folder, "state.ssz"), stateBytes);
      writeFileSync(join(folder, "header.json"), JSON.stringify(headerInBytes(stateBytes, header.stateRoot)));
      writeFileSync(join(folder, "registry.json"), JSON.stringify(registryToJson(registry)));
      mkdirSync(join(folder, "out"));
    },
    watched: ["out"],
    args,
    again: (folder) => [...args(folder), "--resume"],
    // Proofs have random blinding factors, and the manifest names their files by hashes.
    result: (folder) =>
      filesBelow(join(folder, "out"), (name, bytes) => {
        if (!name.endsWith(".json")) return bytes;
        return JSON.stringify(JSON.parse(bytes.toString()), (key, value) =>
          ["proof", "sha256"].includes(key) ? null : value,
        );
      }),
  };
}

function report(): KilledCommand {
  return {
    name: "report",
    async prepare(folder) {
      await writeBundle(await syntheticBundle(await toyGroth16()), join(folder, "bundle"));
      mkdirSync(join(folder, "out"));
    },
    watched: ["out"],
    args: (folder) => ["report", join(folder, "bundle"), "--out", join(folder, "out")],
    result: (folder) => filesBelow(join(folder, "out")),
  };
}

async function ceremony() {
  const { r1cs, ptau } = await testCircuit();
  const folderOf = (folder: string) => join(folder, "ceremony");
  const init = (folder: string) =>
    initCeremony({
      folder: folderOf(folder),
      r1cs,
      size: "test",
      ptau: ptau.prepared,
      allowUnknownPtau: true,
    });
  const ada = (folder: string) => contribute({ folder: folderOf(folder), name: "Ada", entropy: "typed" });
  const beacon = (folder: string) => applyBeacon({ folder: folderOf(folder), ...BEACON });
  const last = [
    "--value",
    BEACON.value,
    "--iterations-exp",
    String(BEACON.iterationsExp),
    "--source",
    BEACON.source,
  ];
  const watched = ["ceremony", "ceremony/contributions"];
  const everything = (folder: string) => filesBelow(folderOf(folder));
  /** The same secrets in every run: they are made once. */
  const begun = async (steps: readonly ((folder: string) => Promise<unknown>)[]) => {
    const made = mkdtempSync(join(tmpdir(), "pufeth-por-ceremony-"));
    for (const step of steps) await step(made);
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    return (folder: string) => cpSync(made, folder, { recursive: true });
  };
  return {
    init: async (): Promise<KilledCommand> => ({
      name: "ceremony init",
      prepare: (folder) => void mkdirSync(join(folder, "ceremony/contributions"), { recursive: true }),
      watched,
      args: (folder) => [
        ...["ceremony", "init", "--r1cs", r1cs, "--ptau", ptau.prepared, "--allow-unknown-ptau"],
        ...["--out", folderOf(folder)],
      ],
      result: everything,
    }),
    contribute: async (): Promise<KilledCommand> => ({
      name: "ceremony contribute",
      prepare: await begun([init, async (folder) => writeFileSync(join(folder, "entropy"), "typed")]),
      watched,
      args: (folder) => [
        ...["ceremony", "contribute", folderOf(folder), "--name", "Bert"],
        ...["--entropy-file", join(folder, "entropy")],
      ],
      // Its secret is random.
      async result(folder) {
        const { valid, contributions } = await verifyCeremony({
          folder: folderOf(folder),
          r1cs,
          ptau: ptau.prepared,
        });
        const files = readdirSync(folderOf(folder), { recursive: true, encoding: "utf8" }).sort();
        return JSON.stringify([valid, contributions.map(({ name }) => name), files]);
      },
    }),
    beacon: async (): Promise<KilledCommand> => ({
      name: "ceremony beacon",
      prepare: await begun([init, ada]),
      watched,
      args: (folder) => ["ceremony", "beacon", folderOf(folder), ...last],
      result: everything,
    }),
    export: async (): Promise<KilledCommand> => ({
      name: "ceremony export",
      prepare: await begun([init, ada, beacon, async (folder) => mkdirSync(join(folder, "keys"))]),
      watched: ["keys"],
      args: (folder) => [
        ...["ceremony", "export", folderOf(folder), "--r1cs", r1cs, "--ptau", ptau.prepared],
        ...["--out", join(folder, "keys")],
      ],
      result: (folder) => filesBelow(join(folder, "keys")),
    }),
  };
}
