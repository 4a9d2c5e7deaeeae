/**
 * The execution part of a report: its core from the transaction that finalized it, sources and deposits from all that
 * brought some, amounts as stored by the oracle, sources as configured. Every amount is checked against its proof
 * afterwards, as in any bundle.
 * @module
 */
import type { BundleExecution } from "../../../prover/bundle/schema.ts";
import { firstBlockAfter } from "../../../prover/chain/blocks/first-block-after.ts";
import { readView } from "../../../prover/chain/client/read-view.ts";
import { readHeader } from "../../../prover/chain/execution/execution-header.ts";
import { isRepeatedBalance, type SourceSpec } from "../../../prover/chain/execution/execution-proof.ts";
import { blockAssetsAt } from "../../../prover/chain/views/protocol-contracts.ts";
import { readOracleSources } from "../../../prover/chain/views/read-oracle-sources.ts";
import type { RegistryContents } from "../../../prover/chain/views/read-registry.ts";
import { settledBy } from "../../../prover/chain/views/settled-by.ts";
import type { Hex } from "../../../prover/hex.ts";
import { nodesOnPath } from "../../../prover/spurt/calls/share-trie-nodes.ts";
import { WEI_PER_GWEI } from "../../../prover/units.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import { type GivenProof, givenParts } from "./given-parts.ts";
import type { OracleReading } from "./read-oracle.ts";
import type { SpurtCall } from "./spurt-calls.ts";

const ZERO: Hex = `0x${"00".repeat(32)}`;

type Finalize = Extract<SpurtCall, { functionName: "finalize" }>["args"];
type Waiting = Finalize[2]["waiting"][number];

/** @throws NotRecoverableError, and the RPC errors. */
export async function recoverExecution(
  reading: OracleReading,
  { provisions }: RegistryContents,
  calls: readonly SpurtCall[],
): Promise<BundleExecution> {
  const { chain, contracts, spurt, report } = reading;
  const proof = coreOf(spurt, calls);
  const given = givenParts(calls);
  const header = proof.header === "0x" ? null : proof.header;
  const { blockNumber, timestamp } = header === null ? await ownPayload(reading) : readHeader(header);
  const [specs, [sourcesWei, liabilitiesWei], waiting] = await Promise.all([
    readOracleSources(chain, contracts, timestamp),
    readView(chain, blockAssetsAt(reading.blockAssets), "componentsOf", [spurt]),
    countedDeposits(reading, given.waiting, provisions),
  ]);
  return {
    blockNumber: String(blockNumber),
    blockTimestamp: String(timestamp),
    stateRoot: proof.stateRoot,
    branch: [...proof.branch],
    header,
    policy: specs.policy,
    sources: proofs(spurt, specs.sources, sourcesWei, sourceProofs(spurt, given.sources, specs.sources)),
    liabilities: proofs(
      spurt,
      specs.liabilities,
      liabilitiesWei,
      proof.liabilities.map((paths) => ({ paths, nodes: proof.nodes })),
    ),
    token: {
      address: lowerCase(specs.token),
      accountProof: nodesOnPath(proof.nodes, proof.supply.account),
      supplySlot: String(specs.supplySlot),
      supplyWei: String(report.supplyWei),
      storageProof: nodesOnPath(proof.nodes, proof.supply.slot),
    },
    deposits: {
      ...settledBy(provisions, timestamp),
      top:
        waiting.length === 0 || given.top === undefined
          ? null
          : {
              node: given.top.node,
              length: Number(given.top.length),
              branch: [...given.top.branch],
              levels: [...given.top.levels],
            },
      waiting: waiting.map((entry) => waitingDeposit(spurt, entry, provisions)),
    },
    withdrawals:
      header === null
        ? null
        : {
            entries: proof.withdrawals.entries.map(({ index, validatorIndex, recipient, amountGwei }) => ({
              index: String(index),
              validatorIndex: String(validatorIndex),
              address: lowerCase(recipient),
              amountGwei: String(amountGwei),
            })),
            branch: [...proof.withdrawals.branch],
          },
    consolidations: countedByChain(reading),
  };
}

/** The sum alone: that a source was consolidated is not in transactions of this block (chain-bundle-gaps.ts). */
function countedByChain({ reports, spurt }: OracleReading): BundleExecution["consolidations"] {
  const creditWei = reports.find((report) => report.spurt === spurt)?.creditWei ?? 0n;
  if (creditWei === 0n) return null;
  const top = { node: ZERO, length: 1, branch: [], levels: [] };
  return { top, sources: [], members: [], creditedGwei: String(creditWei / WEI_PER_GWEI) };
}

/** By place; without a proof for a pod that is a source too. */
function sourceProofs(
  spurt: bigint,
  given: ReadonlyMap<bigint, GivenProof>,
  specs: readonly SourceSpec[],
): GivenProof[] {
  return specs.map(({ name }, place) => {
    const proof = given.get(BigInt(place));
    if (proof !== undefined) return proof;
    if (isRepeatedBalance(specs, place)) return { paths: { account: "0x", slot: "0x" }, nodes: [] };
    const reason = `no transaction to its contracts shows ${name}: it was left out, or came through another contract`;
    throw new NotRecoverableError(spurt, reason);
  });
}

/** Of what was sent, what counts: a provision whose validator exists, or that was given up, was passed over. */
async function countedDeposits(
  { chain, blockAssets, spurt }: OracleReading,
  given: ReadonlyMap<bigint, Waiting>,
  provisions: RegistryContents["provisions"],
): Promise<Waiting[]> {
  const givenUp = new Set(
    provisions.filter(({ status }) => status === "written-off").map(({ number }) => number),
  );
  const candidates = [...given.values()]
    .filter(({ provision }) => !givenUp.has(provision))
    .sort((a, b) => (a.provision < b.provision ? -1 : 1));
  const contract = blockAssetsAt(blockAssets);
  const counts = await Promise.all(
    candidates.map(({ provision }) => readView(chain, contract, "isAccounted", [spurt, provision])),
  );
  return candidates.filter((_, i) => counts[i]);
}

/** Of the execution block whose accounts count, seconds: from Gloas on an earlier one than the beacon block. */
export function executionTime({ spurt, report }: OracleReading, calls: readonly SpurtCall[]): bigint {
  const { header } = coreOf(spurt, calls);
  return header === "0x" ? report.blockTimestamp : readHeader(header).timestamp;
}

/** Up to Fulu: the payload of the beacon block itself, which has its time. */
async function ownPayload({ chain, contracts, report: { blockTimestamp: timestamp } }: OracleReading) {
  const block = await firstBlockAfter(chain, timestamp - 1n, contracts.secondsPerSlot);
  return { blockNumber: block?.number ?? 0n, timestamp };
}

function coreOf(spurt: bigint, calls: readonly SpurtCall[]): Finalize[1] {
  for (const call of calls) {
    if (call.functionName === "finalize") return call.args[1];
    if (call.functionName === "report") return call.args[5];
  }
  throw new NotRecoverableError(spurt, "the endpoint does not return the transaction that finalized it");
}

function proofs(
  spurt: bigint,
  specs: readonly SourceSpec[],
  amountsWei: readonly bigint[],
  given: readonly GivenProof[],
): BundleExecution["sources"] {
  if (specs.length !== amountsWei.length || specs.length !== given.length) {
    throw new NotRecoverableError(spurt, "the numbers of sources, amounts and proofs differ");
  }
  return specs.map(({ name, kind, address, slot }, i) => {
    const { paths, nodes } = given[i]!;
    return {
      name,
      kind,
      address: lowerCase(address),
      slot: slot === null ? null : String(slot),
      valueWei: String(amountsWei[i]!),
      accountProof: nodesOnPath(nodes, paths.account),
      storageProof: nodesOnPath(nodes, paths.slot),
    };
  });
}

function waitingDeposit(
  spurt: bigint,
  { provision, position, withdrawalCredentials, signatureRoot, rest, branch }: Waiting,
  provisions: RegistryContents["provisions"],
): BundleExecution["deposits"]["waiting"][number] {
  const announced = provisions.find(({ number }) => number === provision);
  if (announced === undefined) throw new NotRecoverableError(spurt, `provision ${provision} is unknown`);
  return {
    provision: String(provision),
    position: Number(position),
    amountGwei: String(announced.principalGwei),
    pubkeyRoot: announced.pubkeyRoot,
    withdrawalCredentials,
    signatureRoot,
    rest,
    branch: [...branch],
  };
}

function lowerCase(address: Hex): Hex {
  return address.toLowerCase() as Hex;
}
