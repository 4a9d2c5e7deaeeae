/** The commands that are asked at two branches, in the order in which a spurt needs them. @module */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { ProverError } from "../../../prover/errors.ts";
import { loadKeys } from "../../../prover/keys/load-keys.ts";
import { toPublicSignals } from "../../../prover/plan/public-inputs.ts";
import { type CreateProver, onThisMachine } from "../../../prover/prove/create-page-prover.ts";
import type { RawPageProof } from "../../../prover/prove/page-prover.ts";
import { proveSpurt } from "../../../prover/spurt/prove-spurt.ts";
import { stateFromNodes } from "../../../prover/state/state-source.ts";
import { runInProcess } from "../../cli/run-bin.ts";
import { keyOf } from "../../support/test-network.ts";
import type { AskingCommand, Outcome } from "./asked-everywhere.ts";
import type { BranchNodes } from "./branch-proxy.ts";
import type { Branches } from "./two-branches.ts";

/** @param args  behind the name, without the nodes. */
function commandLine(
  name: string,
  oracle: string,
  env: NodeJS.ProcessEnv,
  asks: "rpc" | "both",
  args: readonly string[],
): AskingCommand {
  return {
    name: [name, ...args.filter((arg) => !arg.includes("/"))].join(" "),
    async run({ rpcUrl, beaconUrl }) {
      const nodes = ["--rpc", rpcUrl, "--oracle", oracle, ...(asks === "rpc" ? [] : ["--beacon", beaconUrl])];
      const line = [name, ...args, ...nodes, "--json"];
      const { exitCode, stdout } = await runInProcess(line, { ...process.env, ...env });
      return { exitCode, result: stdout.join("\n") };
    },
  };
}

/** Before anybody has opened the spurt. */
export function commandsBeforeOpening([{ protocol, network }]: Branches): AskingCommand[] {
  const of = (name: string, asks: "rpc" | "both", ...args: string[]) =>
    commandLine(name, protocol.oracle, keyOf(network), asks, args);
  return [
    of("status", "rpc"),
    of("open", "both", "--dry-run"),
    of("register", "both", "--dry-run"),
    of("consolidations", "both", "--dry-run"),
  ];
}

/** Once it is open on both. @param bundle  of the first branch. */
export function commandsOfOpenSpurt([{ protocol, network }]: Branches, bundle: string): AskingCommand[] {
  const of = (name: string, asks: "rpc" | "both", ...args: string[]) =>
    commandLine(name, protocol.oracle, keyOf(network), asks, args);
  return [
    of("status", "rpc"),
    of("open", "both", "--dry-run"),
    of("plan", "both", "--spurt", "1", "--size", "test"),
    of("plan", "both", "--slot", "head", "--size", "test"),
    of("eject", "both", "--spurt", "1"),
    proving("prove --spurt 1", protocol.oracle, { spurt: { number: 1n } }),
    proving("prove --slot head", protocol.oracle, { block: "head" }),
    of("submit", "rpc", bundle, "--dry-run"),
    of("submit", "rpc", bundle, "--whole", "--dry-run"),
    of("finalize", "rpc", bundle, "--dry-run"),
    of("audit", "both", bundle),
  ];
}

/** Once it has its report on both. @param bundle  of the first branch. */
export function commandsOfFinishedSpurt([{ protocol, network }]: Branches, bundle: string): AskingCommand[] {
  const of = (name: string, asks: "rpc" | "both", ...args: string[]) =>
    commandLine(name, protocol.oracle, keyOf(network), asks, args);
  return [of("status", "rpc"), of("finalize", "rpc", bundle, "--dry-run"), of("audit", "both", bundle)];
}

/** A page is proved once for all runs. */
const proofs = new Map<string, Promise<RawPageProof>>();
const provedOnce: CreateProver = async (task) => {
  const prover = await onThisMachine()(task);
  return {
    ...prover,
    prove(page, witnessOf, signal) {
      const key = JSON.stringify(toPublicSignals(page.publicInputs));
      const proof = proofs.get(key) ?? prover.prove(page, witnessOf, signal);
      proofs.set(key, proof);
      return proof;
    },
  };
};

function proving(
  name: string,
  oracle: `0x${string}`,
  { spurt, block }: { readonly spurt?: { readonly number: bigint }; readonly block?: "head" },
): AskingCommand {
  return {
    name,
    async run({ rpcUrl, beaconUrl }: BranchNodes): Promise<Outcome> {
      const folder = mkdtempSync(join(tmpdir(), "pufeth-por-reorg-"));
      const out = join(folder, "bundle");
      try {
        await proveSpurt({
          state: stateFromNodes({ beaconUrls: [beaconUrl] }, block),
          oracle: { chain: createChainClient({ url: rpcUrl }), oracle, spurt },
          keys: await loadKeys("test"),
          out,
          createProver: provedOnce,
        });
        return { exitCode: 0, result: textsOf(out) };
      } catch (error) {
        if (!(error instanceof ProverError)) throw error;
        const { code, exitCode, message, hints } = error;
        const left = existsSync(out) ? "\nA BUNDLE IS LEFT" : "";
        return {
          exitCode: left === "" ? exitCode : 99,
          result: JSON.stringify({ code, message, hints }) + left,
        };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

function textsOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return names
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), "utf8")}`)
    .sort()
    .join("\n");
}
