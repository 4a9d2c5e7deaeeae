/**
 * The execution part of a report: proofs from the transaction that finalized it, amounts as stored by the oracle,
 * sources as configured. Every amount is checked against its proof afterwards, as in any bundle.
 * @module
 */
import type { BundleExecution } from "../../../prover/bundle/schema.ts";
import { firstBlockAfter } from "../../../prover/chain/blocks/first-block-after.ts";
import { readView } from "../../../prover/chain/client/read-view.ts";
import type { SourceSpec } from "../../../prover/chain/execution/execution-proof.ts";
import { oracleAt } from "../../../prover/chain/views/protocol-contracts.ts";
import { readOracleSources } from "../../../prover/chain/views/read-oracle-sources.ts";
import type { RegistryContents } from "../../../prover/chain/views/read-registry.ts";
import type { Hex } from "../../../prover/hex.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import type { OracleReading } from "./read-oracle.ts";
import type { SpurtCall } from "./spurt-calls.ts";

type Finalize = Extract<SpurtCall, { functionName: "finalize" }>["args"];
type Proof = Finalize[1]["sources"][number];
type Waiting = Finalize[2]["waiting"][number];

/** @throws NotRecoverableError, and the RPC errors. */
export async function recoverExecution(
  { chain, contracts, spurt, report }: OracleReading,
  { provisions }: RegistryContents,
  calls: readonly SpurtCall[],
): Promise<BundleExecution> {
  const [proof, deposits] = finalizeOf(spurt, calls);
  const time = report.blockTimestamp;
  const [specs, [sourcesWei, liabilitiesWei], block] = await Promise.all([
    readOracleSources(chain, contracts, time),
    readView(chain, oracleAt(contracts.oracle), "componentsOf", [spurt]),
    firstBlockAfter(chain, time - 1n, contracts.secondsPerSlot),
  ]);
  return {
    blockNumber: String(block?.number ?? 0n),
    blockTimestamp: String(time),
    stateRoot: proof.stateRoot,
    branch: [...proof.branch],
    policy: specs.policy,
    sources: proofs(spurt, specs.sources, sourcesWei, proof.sources),
    liabilities: proofs(spurt, specs.liabilities, liabilitiesWei, proof.liabilities),
    token: {
      address: lowerCase(specs.token),
      accountProof: [...proof.supply.account],
      supplySlot: String(specs.supplySlot),
      supplyWei: String(report.supplyWei),
      storageProof: [...proof.supply.slot],
    },
    deposits: {
      provisioned: String(provisions.length),
      top:
        deposits.waiting.length === 0
          ? null
          : {
              node: deposits.top.node,
              length: Number(deposits.top.length),
              branch: [...deposits.top.branch],
            },
      waiting: deposits.waiting.map((entry) => waitingDeposit(spurt, entry, provisions)),
      writtenOff: deposits.writtenOff.map(String),
    },
  };
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
    accountProof: [...given[i]!.account],
    storageProof: [...given[i]!.slot],
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
