/** How a command is asked once, and what its result is. @module */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type ChainClient, createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { ProverError } from "../../../prover/errors.ts";
import { loadKeys } from "../../../prover/keys/load-keys.ts";
import { toPublicSignals } from "../../../prover/plan/public-inputs.ts";
import { type CreateProver, onThisMachine } from "../../../prover/prove/create-page-prover.ts";
import type { RawPageProof } from "../../../prover/prove/page-prover.ts";
import { type ProveTask, proveSpurt } from "../../../prover/spurt/prove-spurt.ts";
import { runSilently } from "../../../prover/spurt/stages.ts";
import { type StateSource, stateFromNodes } from "../../../prover/state/state-source.ts";
import { createSpurtWork } from "../../../prover/watch/spurt-work.ts";
import { watchSpurts } from "../../../prover/watch/watch-spurts.ts";
import { runInProcess } from "../../cli/run-bin.ts";
import type { AskingCommand, Outcome } from "./asked-everywhere.ts";

export interface AskedLine {
  readonly name: string;
  readonly oracle?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly asks: "rpc" | "both";
  /** Behind the name, without the nodes. */
  readonly args: readonly string[];
  /** It writes to `--out`, and the result is what is there. Default: what it prints. */
  readonly writes?: boolean;
}

export function commandLine({ name, oracle, env, asks, args, writes = false }: AskedLine): AskingCommand {
  return {
    name: [name, ...args.filter((arg) => !arg.includes("/"))].join(" "),
    async run({ rpcUrl, beaconUrl }) {
      const nodes = ["--rpc", rpcUrl, ...(asks === "rpc" ? [] : ["--beacon", beaconUrl])];
      const of = oracle === undefined ? [] : ["--oracle", oracle];
      const run = async (...more: string[]) => {
        const line = [...name.split(" "), ...args, ...nodes, ...of, ...more, "--json"];
        const { exitCode, stdout } = await runInProcess(line, { ...process.env, ...env });
        return { exitCode, result: stdout.join("\n") };
      };
      return writes ? intoFolder((out) => run("--out", out)) : run();
    },
  };
}

/** @param block  undefined: that of the spurt. */
export function proving(
  name: string,
  taskOf: (chain: ChainClient, state: StateSource) => Pick<ProveTask, "state" | "oracle" | "deployed">,
  block?: "head",
): AskingCommand {
  return {
    name,
    run: ({ rpcUrl, beaconUrl }) =>
      intoFolder(async (out) => {
        const state = stateFromNodes({ beaconUrls: [beaconUrl] }, block);
        const task = taskOf(createChainClient({ url: rpcUrl }), state);
        await proveSpurt({ ...task, keys: await loadKeys("test"), out, createProver: provedOnce });
        return WRITTEN;
      }),
  };
}

/** Until the latest spurt is proved. What fails is tried again, without a pause, and has to come to the bundle of one branch. */
export function watching(oracle: Address, privateKey: Hex): AskingCommand {
  return {
    name: "prove --watch",
    run: ({ rpcUrl, beaconUrl }) =>
      intoFolder(async (out) => {
        const ignore = () => {};
        const work = createSpurtWork({
          chain: createChainClient({ url: rpcUrl }),
          oracle,
          beacon: { beaconUrls: [beaconUrl] },
          account: privateKeyToAccount(privateKey),
          keysManifest: undefined,
          out,
          proving: {
            keys: await loadKeys("test"),
            createProver: provedOnce,
            stage: runSilently,
            continued: false,
          },
          show: (_step, _spurt, run) => run({ onStep: ignore }),
          onRefusedBundle: ignore,
        });
        let failures = 0;
        const failed = ({ error }: { readonly error: Error }) => {
          failures += 1;
          if (failures > MOST_FAILURES) throw new Error(`It does not end: ${error.message}`);
        };
        const listener = { looked: ignore, waits: ignore, begins: ignore, foundEjections: ignore };
        await watchSpurts(
          work,
          { ...listener, isDone: ignore, failed },
          {
            steps: ["prove"],
            followsConsolidations: false,
            pollMs: 1,
            once: true,
            signal: new AbortController().signal,
            sleep: async () => {},
          },
        );
        return WRITTEN;
      }),
  };
}

/** More than a schedule that goes in turn can cause: it settles after three times the requests of a run. */
const MOST_FAILURES = 1_000;

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

/** What counts is in the folder. */
const WRITTEN: Outcome = { exitCode: 0, result: "" };

/** Who succeeds has made what is there; who fails leaves nothing of it. */
async function intoFolder(run: (out: string) => Promise<Outcome>): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-reorg-"));
  const out = join(folder, "made");
  try {
    const outcome = await run(out).catch(failureOf);
    if (outcome.exitCode === 0) return { exitCode: 0, result: textsOf(out) };
    return existsSync(out) ? { exitCode: 99, result: `${outcome.result}\nSOMETHING IS LEFT` } : outcome;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function failureOf(error: unknown): Outcome {
  if (!(error instanceof ProverError)) throw error;
  const { code, exitCode, message, hints } = error;
  return { exitCode, result: JSON.stringify({ code, message, hints }) };
}

function textsOf(path: string): string {
  if (statSync(path).isFile()) return textOf(path);
  const names = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names
    .map(({ parentPath, name }) => `${name}\n${textOf(join(parentPath, name))}`)
    .sort()
    .join("\n");
}

/** A recording has its answers in the order in which they came. */
function textOf(file: string): string {
  const text = readFileSync(file, "utf8");
  if (!text.includes('"exchanges"')) return text;
  const { exchanges, ...rest } = JSON.parse(text) as { readonly exchanges: readonly unknown[] };
  return JSON.stringify([rest, exchanges.map((one) => JSON.stringify(one)).sort()]);
}
