/**
 * A deployment of the size of the real one: N validators among 2.2 million of a beacon state, ACTIVE in the storage of a protocol
 * with the modules of mainnet's network file, and an execution state whose tries are as deep as mainnet's along every path that
 * is asked for. The same options give the same; the state's file is kept.
 * @module
 */
import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hexToBigInt, keccak256, numberToHex, toBytes, toHex, toRlp } from "viem";
import { fromHex, type Hex } from "../../../prover/hex.ts";
import { loadNetwork } from "../../../prover/puffer/load-network.ts";
import { networkOf, type PufferNetwork } from "../../../prover/puffer/network.ts";
import { mappingSlot, podCredentials, podOf, STATUS, slotHex } from "../../../prover/puffer/storage-slots.ts";
import { deepTrie } from "../../synthetic-deployment/deep-trie.ts";
import {
  type DeploymentContents,
  deploymentContents,
  type ToyModule,
  type ToyValidator,
} from "../../synthetic-deployment/deployment-contents.ts";
import { drawRegistry } from "../../synthetic-state/draw-registry.ts";
import { headerJson, SYNTHETIC_DEFAULTS } from "../../synthetic-state/make-synthetic-state.ts";
import { SLOT, smallFields } from "../../synthetic-state/small-fields.ts";
import { type ChosenValidator, validatorSet } from "../../synthetic-state/validator-set.ts";
import { writeState } from "../../synthetic-state/write-state.ts";

const FORK = "fulu";
const ETH = 10n ** 18n;
/** Mainnet has some hundred million accounts. */
const ACCOUNT_BRANCHES = 7;
/** Vault, WETH and stETH: 10^5 to 10^7 slots; the protocol: some 10^4. */
const STORAGE_BRANCHES = 5;
const PROTOCOL_BRANCHES = 4;
/** So many positions are ACTIVE before one that is SKIPPED, which stays in the storage. */
const ACTIVE_BEFORE_SKIPPED = 4;
const BALANCE_GWEI = 32_010_000_000;
const POD_WEI = 10n * ETH;

export interface ProvedSlot {
  readonly value: bigint;
  readonly proof: readonly Hex[];
}

export interface ProvedAccountOfWorld {
  readonly balanceWei: bigint;
  readonly storageRoot: Hex;
  readonly proof: readonly Hex[];
  readonly slots: ReadonlyMap<Hex, ProvedSlot>;
}

export interface SyntheticDeployment {
  readonly stateFile: string;
  readonly headerFile: string;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly accounts: ReadonlyMap<Hex, ProvedAccountOfWorld>;
}

export interface DeploymentSize {
  readonly folder: string;
  /** ACTIVE ones. */
  readonly active: number;
  /** Neighbours in the validators list. */
  readonly runLength: number;
}

export async function syntheticDeployment(size: DeploymentSize): Promise<SyntheticDeployment> {
  const { folder, active, runLength } = size;
  const { validators, seed, pendingDeposits } = SYNTHETIC_DEFAULTS;
  const network = networkOf(await loadNetwork("mainnet"));
  const indices = drawRegistry({ count: active, runLength, validators, seed }).map(({ index }) => index);
  const moduleOf = new Map(
    indices.map((index, i) => [index, Math.floor(i / runLength) % network.modules.seed.length]),
  );
  const { modules, chosen } = modulesOf(network, moduleOf, validators, seed);
  const contents = deploymentContents(network, modules, active);
  finishContents(network, contents, active);
  const { accounts, stateRoot } = provedAccounts(network, contents);

  await mkdir(folder, { recursive: true });
  // With other contents it is another state.
  const name = `deployment-${active}x${runLength}-${stateRoot.slice(2, 10)}`;
  const files = { stateFile: join(folder, `${name}.ssz`), headerFile: join(folder, `${name}.json`) };
  if (!existsSync(files.headerFile) || !existsSync(files.stateFile)) {
    const path = `${files.stateFile}.part`;
    const executionStateRoot = fromHex(stateRoot);
    const { header } = await writeState({
      path,
      fork: FORK,
      validators,
      pendingDeposits,
      seed,
      chosen,
      executionStateRoot,
    });
    await rename(path, files.stateFile);
    await writeFile(files.headerFile, headerJson(header));
  }
  const payload = smallFields(FORK, seed, pendingDeposits).latestExecutionPayloadHeader as {
    readonly blockNumber: number;
    readonly blockHash: Uint8Array;
  };
  return {
    ...files,
    blockNumber: BigInt(payload.blockNumber),
    blockHash: toHex(payload.blockHash),
    accounts,
  };
}

/** @param moduleOf  by index in the validators list, rising. */
function modulesOf(
  network: PufferNetwork,
  moduleOf: ReadonlyMap<number, number>,
  validators: number,
  seed: number,
): { readonly modules: readonly ToyModule[]; readonly chosen: ReadonlyMap<number, ChosenValidator> } {
  const modules = network.modules.seed.map(({ name, module }) => ({
    name,
    address: module,
    validators: [] as ToyValidator[],
    moduleWei: ETH,
    podWei: POD_WEI,
  }));
  const credentials = modules.map(({ address }) => fromHex(podCredentials(podOf(network, address))[0]));
  const chosen = new Map<number, ChosenValidator>();
  let index = 0;
  for (const { validator } of validatorSet(validators, seed)) {
    const place = moduleOf.get(index);
    if (place !== undefined) {
      const { validators: own } = modules[place]!;
      const enlisted = { pubkey: toHex(validator.pubkey), node: nodeOf(index) };
      own.push({ ...enlisted, status: STATUS.active });
      if (own.length % (ACTIVE_BEFORE_SKIPPED + 1) === ACTIVE_BEFORE_SKIPPED) {
        own.push({ ...enlisted, status: STATUS.skipped });
      }
      chosen.set(index, { withdrawalCredentials: credentials[place]!, balanceGwei: BALANCE_GWEI });
    }
    index++;
  }
  return { modules, chosen };
}

/** Validators that were deposited one after another have the same operator. */
function nodeOf(index: number): Hex {
  return `0x${keccak256(numberToHex(index >> 8)).slice(26)}`;
}

/** A supply of the size, bonds, and revenue whose distribution has ended. */
function finishContents(network: PufferNetwork, { set }: DeploymentContents, active: number): void {
  const layout = network.vault.layouts[0]!;
  const { address } = network.vault;
  set(address, hexToBigInt(layout.supply), BigInt(active) * 32n * ETH);
  set(address, mappingSlot(network.protocol.address, hexToBigInt(layout.balances)), BigInt(active) * ETH);
  const { distribution } = network.revenueDepositor.layouts[0]!;
  set(layout.revenueDepositor, hexToBigInt(distribution), (ETH << 152n) | (86_400n << 48n) | BigInt(SLOT));
}

function provedAccounts(network: PufferNetwork, { slots, balances }: DeploymentContents) {
  const storages = new Map(
    [...new Set([...slots.keys(), ...balances.keys()])].map((account) => {
      const held = [...(slots.get(account) ?? [])];
      const branches = account === network.protocol.address ? PROTOCOL_BRANCHES : STORAGE_BRANCHES;
      const trie =
        held.length === 0
          ? { root: keccak256(toRlp("0x")), proofs: [] }
          : deepTrie(
              held.map(([slot, value]) => [slotHex(slot), toRlp(minimal(value))]),
              branches,
            );
      const proved = held.map(([slot, value], i): [Hex, ProvedSlot] => [
        slotHex(slot),
        { value, proof: trie.proofs[i]! },
      ]);
      return [account, { storageRoot: trie.root, slots: new Map(proved) }] as const;
    }),
  );
  const state = deepTrie(
    [...storages].map(([account, { storageRoot }]) => [
      account,
      toRlp(["0x01", minimal(balances.get(account) ?? 0n), storageRoot, keccak256("0x60")]),
    ]),
    ACCOUNT_BRANCHES,
  );
  const accounts = new Map(
    [...storages].map(([account, storage], i) => [
      account,
      { ...storage, balanceWei: balances.get(account) ?? 0n, proof: state.proofs[i]! },
    ]),
  );
  return { accounts, stateRoot: state.root };
}

function minimal(value: bigint): Hex {
  return value === 0n ? "0x" : toHex(toBytes(value));
}
