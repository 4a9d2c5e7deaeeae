/**
 * What verifier-contracts/test/puffer/PufferGas.t.sol measured: whole transactions on contracts of the deployed Puffer
 * protocol's shape.
 * @module
 */
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { forgeBinary } from "../contracts/forge-binary.ts";
import { GAS_FOLDER } from "../contracts/run-forge-tests.ts";

/** Of one or more transactions. */
export interface Cost {
  /** Of calldata; undefined where it is not counted. */
  readonly bytes?: number;
  /** 16 gas for a byte of calldata that is not zero. */
  readonly standard: number;
  /** At least 40 for it (EIP-7623). */
  readonly today: number;
  /** By the rules of Amsterdam: at least 64 for each byte (EIP-7976), storage priced anew. */
  readonly amsterdam: number;
}

export interface PufferGas {
  /** By name, in the order of the alphabet. */
  readonly costs: Readonly<Record<string, Cost>>;
  /** Pairs whose registrations fit into a transaction. */
  readonly pairsThatFit: number;
}

const PREFIX = "puffer-";

/** @throws what forge printed, where a measurement failed. */
export async function measurePufferGas(): Promise<PufferGas> {
  for (const file of pufferFiles()) rmSync(join(GAS_FOLDER, file));
  const args = ["test", "--root", REPOSITORY_ROOT, "--match-contract", "^DeepPuffer.*GasTest$"];
  await promisify(execFile)(forgeBinary(), args, { cwd: REPOSITORY_ROOT, maxBuffer: 1 << 26 });
  return readPufferGas();
}

/** What the last measurement left. */
function readPufferGas(): PufferGas {
  const [bytes, standard, today, amsterdam] = ["bytes", "standard", "today", "amsterdam"].map(readValues);
  const costs = Object.fromEntries(
    Object.keys(today!).map((name) => [
      name,
      {
        bytes: bytes![name]!,
        standard: standard![name]!,
        today: today![name]!,
        amsterdam: amsterdam![name]!,
      },
    ]),
  );
  return { costs, pairsThatFit: bytes!["pairs that fit"]! };
}

function pufferFiles(): string[] {
  try {
    return readdirSync(GAS_FOLDER).filter((file) => file.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function readValues(group: string): Record<string, number> {
  const text = readFileSync(join(GAS_FOLDER, `${PREFIX}${group}.json`), "utf8");
  return Object.fromEntries(Object.entries(JSON.parse(text)).map(([name, value]) => [name, Number(value)]));
}
