/**
 * `npm run synthetic-state -- [--fork fulu|gloas] [--validators N] [--registry K] [--runs-of R] [--out DIR] …`: makes a beacon state as large
 * as mainnet's, its header and a registry, for benchmarks and trials.
 * @module
 */
import { parseArgs } from "node:util";
import { makeSyntheticState, SYNTHETIC_DEFAULTS } from "./synthetic-state/make-synthetic-state.ts";
import { SYNTHETIC_FORKS } from "./synthetic-state/small-fields.ts";

const { values } = parseArgs({
  options: {
    fork: { type: "string", default: SYNTHETIC_DEFAULTS.fork },
    out: { type: "string", default: "build/synthetic" },
    validators: { type: "string", default: String(SYNTHETIC_DEFAULTS.validators) },
    registry: { type: "string", default: String(SYNTHETIC_DEFAULTS.registry) },
    "runs-of": { type: "string", default: String(SYNTHETIC_DEFAULTS.runLength) },
    "pending-deposits": { type: "string", default: String(SYNTHETIC_DEFAULTS.pendingDeposits) },
    seed: { type: "string", default: String(SYNTHETIC_DEFAULTS.seed) },
  },
});

const fork = SYNTHETIC_FORKS.find((name) => name === values.fork);
if (fork === undefined) throw new RangeError(`--fork is ${SYNTHETIC_FORKS.join(" or ")}, not ${values.fork}`);

const count = (name: Exclude<keyof typeof values, "fork" | "out">): number => {
  const text = values[name];
  if (!/^[0-9]{1,9}$/.test(text)) throw new RangeError(`--${name} is a whole number, not ${text}`);
  return Number(text);
};

const { stateFile, headerFile, registryFile } = await makeSyntheticState({
  folder: values.out,
  fork,
  validators: count("validators"),
  registry: count("registry"),
  runLength: count("runs-of"),
  pendingDeposits: count("pending-deposits"),
  seed: count("seed"),
});
console.log(`pufeth-por prove --fork ${fork} \\
  --state ${stateFile} \\
  --header ${headerFile} \\
  --registry ${registryFile} --out bundle`);
