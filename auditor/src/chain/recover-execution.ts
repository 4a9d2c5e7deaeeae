/**
 * The execution part of a report: proofs from the transaction that finalized it, amounts as stored by the oracle,
 * sources as configured. Every amount is checked against its proof afterwards, as in any bundle.
 * @module
 */
import type { BundleExecution } from "../../../prover/bundle/schema.ts";
import { firstBlockAfter } from "../../../prover/chain/blocks/first-block-after.ts";
import { readView } from "../../../prover/chain/client/read-view.ts";
import { readHeader } from "../../../prover/chain/execution/execution-header.ts";
import type { SourceSpec } from "../../../prover/chain/execution/execution-proof.ts";
import { blockAssetsAt, oracleAt } from "../../../prover/chain/views/protocol-contracts.ts";
import { readOracleSources } from "../../../prover/chain/views/read-oracle-sources.ts";
import type { RegistryContents } from "../../../prover/chain/views/read-registry.ts";
import type { Hex } from "../../../prover/hex.ts";
import { nodesOnPath } from "../../../prover/spurt/calls/share-trie-nodes.ts";
import { settledBy } from "../../../prover/state/pending-deposits.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import type { OracleReading } from "./read-oracle.ts";
import type { SpurtCall } from "./spurt-calls.ts";

type Finalize = Extract<SpurtCall, { functionName: "finalize" }>["args"];
type Proof = Finalize[1]["sources"][number];
type Waiting = Finalize[2]["waiting"][number];

/** @throws NotRecoverableError, and the RPC errors. */
export async function recoverExecution(
  reading: OracleReading,
  { provisions }: RegistryContents,
  calls: readonly SpurtCall[],
): Promise<BundleExecution> {
  const { chain, contracts, spurt, report } = reading;
  const [proof, deposits] = finalizeOf(spurt, calls);
  const header = proof.header === "0x" ? null : proof.header;
  const { blockNumber, timestamp } = header === null ? await ownPayload(reading) : readHeader(header);
  const [specs, [sourcesWei, liabilitiesWei]] = await Promise.all([
    readOracleSources(chain, contracts, timestamp),
    readComponents(reading),
  ]);
  return {
    blockNumber: String(blockNumber),
    blockTimestamp: String(timestamp),
    stateRoot: proof.stateRoot,
    branch: [...proof.branch],
    header,
    policy: specs.policy,
    sources: proofs(spurt, specs.sources, sourcesWei, sourceProofs(proof, specs.sources), proof.nodes),
    liabilities: proofs(spurt, specs.liabilities, liabilitiesWei, proof.liabilities, proof.nodes),
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
        deposits.waiting.length === 0
          ? null
          : {
              node: deposits.top.node,
              length: Number(deposits.top.length),
              branch: [...deposits.top.branch],
              levels: [...deposits.top.levels],
            },
      waiting: deposits.waiting.map((entry) => waitingDeposit(spurt, entry, provisions)),
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
  };
}

function readComponents({ chain, contracts, spurt }: OracleReading) {
  const assets = readView(chain, oracleAt(contracts.oracle), "blockAssets", []);
  return assets.then((address) => readView(chain, blockAssetsAt(address), "componentsOf", [spurt]));
}

/** By place; without a proof where none was sent: a pod that is a source too, or an account that was proved before. */
function sourceProofs({ places, sources }: Finalize[1], specs: readonly SourceSpec[]): Proof[] {
  return specs.map((_, place) => sources[places.indexOf(BigInt(place))] ?? { account: "0x", slot: "0x" });
}

/** Of the execution block whose accounts count, seconds: from Gloas on an earlier one than the beacon block. */
export function executionTime({ spurt, report }: OracleReading, calls: readonly SpurtCall[]): bigint {
  const [{ header }] = finalizeOf(spurt, calls);
  return header === "0x" ? report.blockTimestamp : readHeader(header).timestamp;
}

/** Up to Fulu: the payload of the beacon block itself, which has its time. */
async function ownPayload({ chain, contracts, report: { blockTimestamp: timestamp } }: OracleReading) {
  const block = await firstBlockAfter(chain, timestamp - 1n, contracts.secondsPerSlot);
  return { blockNumber: block?.number ?? 0n, timestamp };
}

function finalizeOf(spurt: bigint, calls: readonly SpurtCall[]) {
  for (const call of calls) {
    if (call.functionName === "finalize") return [call.args[1], call.args[2]] as const;
    if (call.functionName === "report") return [call.args[5], call.args[6]] as const;
  }
  throw new NotRecoverableError(spurt, "the endpoint does not return the transaction that finalized it");
}

function proofs(
  spurt: bigint,
  specs: readonly SourceSpec[],
  amountsWei: readonly bigint[],
  given: readonly Proof[],
  nodes: readonly Hex[],
): BundleExecution["sources"] {
  if (specs.length !== amountsWei.length || specs.length !== given.length) {
    throw new NotRecoverableError(spurt, "the numbers of sources, amounts and proofs differ");
  }
  return specs.map(({ name, kind, address, slot }, i) => ({
    name,
    kind,
    address: lowerCase(address),
    slot: slot === null ? null : String(slot),
    valueWei: String(amountsWei[i]!),
    accountProof: nodesOnPath(nodes, given[i]!.account),
    storageProof: nodesOnPath(nodes, given[i]!.slot),
  }));
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
