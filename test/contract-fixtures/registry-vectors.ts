/**
 * What ValidatorRegistry.register is called with: validators of made states and of real ones, each with its branch.
 * Trees come from @lodestar/types, the chain from circomlibjs; neither shares code with the contracts.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getNode, type Node, setNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { encodeAbiParameters, type Hex, pad, parseAbiParameters, toHex } from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { poseidonOfCircomlib } from "../support/poseidon.ts";
import { siblings } from "./toy-state.ts";

const REAL_DATA = join(REPOSITORY_ROOT, "../shared/realdata");
const SECONDS_PER_SLOT = 12n;
/** Of the made chains: Sepolia's Electra is active, as the tests have its forks. */
const GENESIS_TIME = 1_750_000_000n;
/** Levels of the data tree of `validators`. */
const DATA_DEPTH = 40n;
/** Levels from a validator, eight fields, to the parent of its first two: public key and withdrawal credentials. */
const KEY_AND_CREDENTIALS_DEPTH = 2n;

const PODS: readonly Hex[] = [
  "0x0000000000000000000000000000000000b0d001",
  "0x0000000000000000000000000000000000b0d002",
];
const STRANGER: Hex = "0x00000000000000000000000000000000057a4e00";

/** Arguments of `register(uint64, BeaconHeader, ListTop, Registration[])`. */
const ARGUMENTS = parseAbiParameters([
  "uint64 nextTimestamp, BeaconHeader header, ListTop validators, Registration[] registrations",
  "struct BeaconHeader { uint64 slot; uint64 proposerIndex; bytes32 parentRoot; bytes32 stateRoot; bytes32 bodyRoot; }",
  "struct ListTop { bytes32 node; uint64 length; bytes32[] branch; bytes32[] levels; }",
  "struct Registration { uint64 provision; uint64 validatorIndex; bytes32 withdrawalCredentials; bytes32[] branch; }",
]);

type Fork = "deneb" | "electra";
type Header = ReturnType<typeof ssz.phase0.BeaconBlockHeader.defaultValue>;

interface Candidate {
  readonly index: number;
  readonly pubkey: Uint8Array;
  readonly credentials: Hex;
}

/** Everything that tests of `register` need of one block; registration k names provision k + 1. */
interface RegistryVectors {
  readonly genesisTime: bigint;
  readonly validatorsGindex: bigint;
  readonly blockRoot: Hex;
  readonly arguments: Hex;
  readonly pubkeys: readonly Hex[];
  readonly pubkeyRoots: readonly Hex[];
  readonly principalsGwei: readonly bigint[];
  readonly pods: readonly Hex[];
  /** Positions in `pubkeys` of the validators that pay out to a pod. */
  readonly eligible: readonly number[];
  /** Chain after all eligible ones, in that order. */
  readonly commitment: bigint;
}

/** An Electra state of 40 validators with credentials of every kind. */
export async function smallRegistryVectors(): Promise<RegistryVectors> {
  const state = ssz.electra.BeaconState.defaultValue();
  const candidates = Array.from({ length: 40 }, (_, index) => candidate(index, credentialsOf(index)));
  state.validators = candidates.map(validatorOf);
  const node = ssz.electra.BeaconState.toView(state).node;
  return vectorsOf("electra", node, madeHeader(4_321, node), GENESIS_TIME, candidates, PODS);
}

/**
 * A state as deep as mainnet's, empty but for 40 validators: a run of 32 and 8 that lie far apart, the last of the list
 * among them.
 */
export async function deepRegistryVectors(): Promise<RegistryVectors> {
  const length = 2_200_000;
  const indices = [
    ...Array.from({ length: 32 }, (_, k) => 2_100_000 + k),
    ...Array.from({ length: 8 }, (_, k) => length - 1 - k * 250_007),
  ];
  const candidates = indices.map((index) => candidate(index, `0x01${"00".repeat(11)}${PODS[0]!.slice(2)}`));
  const state = ssz.electra.BeaconState.defaultViewDU().node;
  const list = gindexOf("electra", "validators");
  const lengthNode = ssz.UintNum64.value_toTree(length);
  const node = candidates.reduce(
    (tree, each) =>
      setNode(
        tree,
        ((2n * list) << DATA_DEPTH) | BigInt(each.index),
        ssz.phase0.Validator.toView(validatorOf(each)).node,
      ),
    setNode(state, 2n * list + 1n, lengthNode),
  );
  return vectorsOf("electra", node, madeHeader(4_321, node), GENESIS_TIME, candidates, PODS);
}

/** Validators of the real Sepolia states. @returns nothing where the folder is absent. */
export async function realRegistryVectors() {
  if (!existsSync(join(REAL_DATA, "states"))) return undefined;
  return {
    // 0x00; pods of one and of many validators; the last one.
    deneb: await realVectors("deneb", 5_832_096, [0, 400, 499, 1573, 1973]),
    // Besides: the same pod with 0x02 and 0x01.
    electra: await realVectors("electra", 7_643_648, [0, 400, 1571, 1572, 1980, 1986]),
  };
}

async function realVectors(fork: Fork, slot: number, indices: readonly number[]): Promise<RegistryVectors> {
  const bytes = readFileSync(join(REAL_DATA, `states/bs_${slot}.ssz`));
  const state = ssz[fork].BeaconState.deserializeToViewDU(bytes);
  const json: unknown = JSON.parse(readFileSync(join(REAL_DATA, `headers/bs_${slot}_header.json`), "utf8"));
  const header = ssz.phase0.BeaconBlockHeader.fromJson(json);
  const candidates = indices.map((index) => {
    const { pubkey, withdrawalCredentials } = state.validators.getReadonly(index);
    return { index, pubkey, credentials: toHex(withdrawalCredentials) };
  });
  const payees = candidates.filter(({ credentials }) => !credentials.startsWith("0x00")).map(payeeOf);
  return vectorsOf(fork, state.node, header, BigInt(state.genesisTime), candidates, [...new Set(payees)]);
}

async function vectorsOf(
  fork: Fork,
  state: Node,
  header: Header,
  genesisTime: bigint,
  candidates: readonly Candidate[],
  pods: readonly Hex[],
): Promise<RegistryVectors> {
  const list = gindexOf(fork, "validators");
  const length = Number(Buffer.from(getNode(state, 2n * list + 1n).root).readBigUInt64LE());
  const depth = BigInt(Math.ceil(Math.log2(length)));
  const top = (2n * list) << (DATA_DEPTH - depth);
  const registrations = candidates.map(({ index, credentials }, k) => {
    const gindex = ((top << depth) | BigInt(index)) << KEY_AND_CREDENTIALS_DEPTH;
    return {
      provision: BigInt(k + 1),
      validatorIndex: BigInt(index),
      withdrawalCredentials: credentials,
      branch: siblings(state, gindex).slice(0, Number(depth + KEY_AND_CREDENTIALS_DEPTH)),
    };
  });
  const principalsGwei = candidates.map((_, k) => 32_000_000_000n + BigInt(k));
  const eligible = [...candidates.keys()].filter((k) => paysOutTo(candidates[k]!, pods));
  return {
    genesisTime,
    validatorsGindex: list,
    blockRoot: toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)),
    arguments: encodeAbiParameters(ARGUMENTS, [
      genesisTime + SECONDS_PER_SLOT * BigInt(header.slot + 1),
      {
        slot: BigInt(header.slot),
        proposerIndex: BigInt(header.proposerIndex),
        parentRoot: toHex(header.parentRoot),
        stateRoot: toHex(header.stateRoot),
        bodyRoot: toHex(header.bodyRoot),
      },
      {
        node: toHex(getNode(state, top).root),
        length: BigInt(length),
        branch: siblings(state, top),
        levels: [],
      },
      registrations,
    ]),
    pubkeys: candidates.map(({ pubkey }) => toHex(pubkey)),
    pubkeyRoots: candidates.map(({ pubkey }) => toHex(ssz.BLSPubkey.hashTreeRoot(pubkey))),
    principalsGwei,
    pods,
    eligible,
    commitment: await chainOf(
      eligible.map((k) => ({ index: BigInt(candidates[k]!.index), principalGwei: principalsGwei[k]! })),
    ),
  };
}

async function chainOf(entries: readonly { index: bigint; principalGwei: bigint }[]): Promise<bigint> {
  const poseidon = await poseidonOfCircomlib();
  return entries.reduce(
    (chain, { index, principalGwei }) => BigInt(poseidon.F.toString(poseidon([chain, index, principalGwei]))),
    0n,
  );
}

/** Six kinds in turn: a BLS key, each prefix with a pod and with a stranger, and two forms that no fork knows. */
function credentialsOf(index: number): Hex {
  const kinds: readonly Hex[] = [
    `0x00${createHash("sha256").update(`bls ${index}`).digest("hex").slice(2)}`,
    `0x01${pad(PODS[0]!, { size: 31 }).slice(2)}`,
    `0x02${pad(PODS[1]!, { size: 31 }).slice(2)}`,
    `0x01${pad(STRANGER, { size: 31 }).slice(2)}`,
    `0x02${pad(PODS[0]!, { size: 31 }).slice(2)}`,
    `0x02${pad(STRANGER, { size: 31 }).slice(2)}`,
  ];
  if (index === 38) return `0x03${pad(PODS[0]!, { size: 31 }).slice(2)}`;
  if (index === 39) return `0x01${"00".repeat(10)}01${PODS[0]!.slice(2)}`;
  return kinds[index % kinds.length]!;
}

function paysOutTo(validator: Candidate, pods: readonly Hex[]): boolean {
  return /^0x0[12]0{22}/.test(validator.credentials) && pods.includes(payeeOf(validator));
}

const payeeOf = ({ credentials }: Candidate): Hex => `0x${credentials.slice(-40)}`;

function candidate(index: number, credentials: Hex): Candidate {
  const pubkey = new Uint8Array(createHash("sha512").update(`validator ${index}`).digest().subarray(0, 48));
  return { index, pubkey, credentials };
}

function validatorOf({ pubkey, credentials }: Candidate) {
  return {
    ...ssz.phase0.Validator.defaultValue(),
    pubkey,
    withdrawalCredentials: Buffer.from(credentials.slice(2), "hex"),
    effectiveBalance: 32_000_000_000,
    exitEpoch: Number.POSITIVE_INFINITY,
    withdrawableEpoch: Number.POSITIVE_INFINITY,
  };
}

function madeHeader(slot: number, state: Node): Header {
  return {
    slot,
    proposerIndex: 7,
    parentRoot: new Uint8Array(32).fill(1),
    stateRoot: state.root,
    bodyRoot: new Uint8Array(32).fill(2),
  };
}

const gindexOf = (fork: Fork, field: string): bigint => ssz[fork].BeaconState.getPathInfo([field]).gindex;
