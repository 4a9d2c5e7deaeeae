/**
 * Assembles a bundle of the newest report from what was sent to the oracle: proofs and branches from its transactions,
 * the list of validators from the registry, the key from the verifier's code. It is checked like any other; the
 * balances of single validators, which transactions lack, stay unchecked (chain-bundle-gaps.ts).
 * @module
 */
import { BUNDLE_FORMAT, BUNDLE_VERSION, type Bundle } from "../../../prover/bundle/schema.ts";
import { beaconRootsAbi } from "../../../prover/chain/abi/beacon-roots-abi.ts";
import { readRegistryContract } from "../../../prover/chain/views/read-registry.ts";
import { SUPPORTED_FORKS, type SupportedFork } from "../../../prover/state/constants.ts";
import { layoutOf } from "../../../prover/state/layout.ts";
import { headerRoot } from "../../../prover/state/ssz-branch.ts";
import type { BeaconHeader } from "../../../prover/state/verified-state.ts";
import { NotRecoverableError } from "./chain-errors.ts";
import type { OracleReading } from "./read-oracle.ts";
import { executionTime, recoverExecution } from "./recover-execution.ts";
import { recoverKey } from "./recover-key.ts";
import { recoverPages } from "./recover-pages.ts";
import { type SpurtCall, spurtCalls } from "./spurt-calls.ts";

/** Placeholder: there are no files. */
const NO_FILE = { file: "none", sha256: "0".repeat(64) };

/** @throws NotRecoverableError, and the RPC errors. */
export async function recoverBundle(reading: OracleReading, tell: (text: string) => void): Promise<Bundle> {
  const { chain, contracts, spurt, report, keyHash } = reading;
  tell(`Finding the transactions of spurt ${spurt}`);
  const calls = await spurtCalls(reading);
  tell(`Reading the list of validators and the key of spurt ${spurt}`);
  const [registry, key, fork] = await Promise.all([
    readRegistryContract(chain, contracts.registry, executionTime(reading, calls)),
    recoverKey(reading),
    forkAt(reading),
  ]);
  const execution = await recoverExecution(reading, registry, calls);
  const { pages, top, startWei } = recoverPages(spurt, calls);
  return {
    manifest: {
      format: BUNDLE_FORMAT,
      version: BUNDLE_VERSION,
      fork,
      header: headerOf(reading, calls),
      blockRoot: report.blockRoot,
      listLength: top.length,
      balancesTop: { node: top.node, branch: top.branch, levels: top.levels },
      // The contract identifies the circuit only by its source hash.
      circuit: { size: "", slots: 0, lanes: 0, sourceHash: key.sourceHash },
      key: {
        kind: key.kind,
        id: `of the verifier ${contracts.verifier}`,
        file: NO_FILE.file,
        sha256: keyHash.slice(2),
      },
      registry: NO_FILE,
      pages: pages.map(() => NO_FILE),
      execution: NO_FILE,
      startWei: String(startWei),
      startCount: 0,
      digest: NO_FILE.sha256,
    },
    registry: registry.entries.slice(0, Number(report.validators)).map(({ index, principalGwei }) => ({
      index: String(index),
      principalGwei: String(principalGwei),
    })),
    pages,
    execution,
    verificationKey: key.verificationKey,
  };
}

/** The header from any transaction, if it hashes to the root of the report. */
function headerOf({ spurt, report }: OracleReading, calls: readonly SpurtCall[]): BeaconHeader {
  for (const call of calls) {
    const given = headerIn(call);
    if (given === undefined) continue;
    const header = { ...given, slot: Number(given.slot), proposerIndex: Number(given.proposerIndex) };
    if (headerRoot(header) === report.blockRoot) return header;
  }
  throw new NotRecoverableError(spurt, "the endpoint does not return the transaction that stored its block");
}

function headerIn(call: SpurtCall) {
  switch (call.functionName) {
    case "open":
    case "report":
    case "store":
      return call.args[2];
    case "storeFromNewer":
      return call.args[3];
    default:
      return undefined;
  }
}

/** The oldest fork with the layout in the contract: forks with the same layout verify in the same way. */
async function forkAt({ chain, contracts, spurt, report }: OracleReading): Promise<SupportedFork> {
  const { beaconRoots: address } = contracts;
  const layout = await chain.ask(
    `layoutAt(${report.slot})`,
    chain.viem.readContract({ address, abi: beaconRootsAbi, functionName: "layoutAt", args: [report.slot] }),
  );
  const found = SUPPORTED_FORKS.find((fork) => {
    const { lists, execution } = layoutOf(fork);
    const isPayloadApart = execution.kind === "block-hash";
    return (
      layout.balances === lists.balances.gindex &&
      layout.pendingDeposits === (lists.pendingDeposits?.gindex ?? 0n) &&
      layout.pendingConsolidations === (lists.pendingConsolidations?.gindex ?? 0n) &&
      layout.executionStateRoot === (isPayloadApart ? 0n : execution.stateRootGindex) &&
      layout.executionBlockHash === (isPayloadApart ? execution.blockHashGindex : 0n)
    );
  });
  if (found === undefined)
    throw new NotRecoverableError(spurt, "this page does not support the layout of its states");
  return found;
}
