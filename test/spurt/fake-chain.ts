/**
 * The contracts of one oracle, as far as the submit stage asks them, over `fake-rpc.ts`: a spurt can be opened, proved
 * and finalized here, and a test can make any view lie and any transaction fail. What the contracts really do is tested
 * in verifier-contracts/test and test/end-to-end.
 * @module
 */
import {
  type Address,
  decodeFunctionData,
  encodeErrorResult,
  encodeFunctionResult,
  type Hex,
  numberToHex,
} from "viem";
import type { VerifiedBundle } from "../../prover/bundle/verify-bundle.ts";
import { beaconRootsAbi } from "../../prover/chain/abi/beacon-roots-abi.ts";
import { blockAssetsAbi } from "../../prover/chain/abi/block-assets-abi.ts";
import { consolidationsAbi } from "../../prover/chain/abi/consolidations-abi.ts";
import { contractErrorsAbi } from "../../prover/chain/abi/contract-errors.ts";
import { groth16BatchVerifierAbi } from "../../prover/chain/abi/groth16-batch-verifier-abi.ts";
import { growthSpurtsAbi } from "../../prover/chain/abi/growth-spurts-abi.ts";
import { reservesOracleAbi } from "../../prover/chain/abi/reserves-oracle-abi.ts";
import { validatorRegistryAbi } from "../../prover/chain/abi/validator-registry-abi.ts";
import { BEACON_ROOTS_ADDRESS } from "../../prover/chain/constants.ts";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import { type Answer, RpcFault } from "../chain/client/fake-rpc.ts";

export const ORACLE: Address = "0x4444444444444444444444444444444444444444";
export const SENDER: Address = "0x5555555555555555555555555555555555555555";
export const ROOT_OF_NOTHING: Hex = `0x${"99".repeat(32)}`;
const REGISTRY: Address = "0x6666666666666666666666666666666666666666";
const BEACON_ROOTS: Address = "0x7777777777777777777777777777777777777777";
const SPURTS: Address = "0x8888888888888888888888888888888888888888";
const ASSETS: Address = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CONSOLIDATIONS: Address = "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const VERIFIER: Address = "0x9999999999999999999999999999999999999999";
const TRANSACTION: Hex = `0x${"77".repeat(32)}`;

export const SECONDS_PER_SLOT = 12n;
const WEEK = 604_800n;
/** The bundle's block is the last one of this spurt; the next block is 7 seconds after its end. */
export const SPURT = 3n;
/** Blocks after the bundle's. */
const BLOCKS_AFTER = 3n;

const abi = [
  ...reservesOracleAbi,
  ...blockAssetsAbi,
  ...validatorRegistryAbi,
  ...beaconRootsAbi,
  ...growthSpurtsAbi,
  ...groth16BatchVerifierAbi,
  ...consolidationsAbi,
];

/** By name of the function; what is not here is answered honestly. */
export type Views = Record<string, (args: readonly unknown[]) => unknown>;
type Call = (args: readonly unknown[]) => void;

export interface FakeChain {
  /** What the oracle has; transactions change it. */
  readonly progress: {
    openedAt: bigint;
    requiredCount: bigint;
    count: bigint;
    pages: number;
    finalized: boolean;
  };
  isStored: boolean;
  /** Parts of the report that count, as `partName` calls them; transactions add some. */
  readonly shown: Set<string>;
  /** Parts of the bundle that the report does not count; `improve` takes some away. */
  readonly leftOut: Set<string>;
  blockGasLimit: bigint;
  sent: number;
  /** Sent and not mined: called, each is. Undefined: what is sent is mined at once. */
  pool?: (() => void)[] | undefined;
  /** Functions of transactions that were mined, in order, with their arguments. */
  readonly mined: { readonly functionName: string; readonly args: readonly unknown[] }[];
  /** In place of the honest answers. */
  readonly views: Views;
  readonly honest: Views;
  /** Provisions shown to the contract of consolidations. */
  readonly counted: Set<bigint>;
  /** Called before a transaction is simulated: may throw `revert(…)`, or change the chain. */
  readonly simulated: Record<string, Call>;
  /** Gas of its simulation. */
  gasOf: (functionName: string, args: readonly unknown[]) => bigint;
  readonly answers: Record<string, Answer>;
}

/** What a call reverts with. */
export function revert(errorName: string, args: readonly unknown[] = []): RpcFault {
  const data = encodeErrorResult({ abi: contractErrorsAbi, errorName, args } as never);
  return new RpcFault(3, "execution reverted", data);
}

export function fakeChain(bundle: VerifiedBundle): FakeChain {
  const { manifest, summary } = bundle;
  const execution = bundle.execution!;
  const pods = execution.sources.filter(({ kind }) => kind === "pod");
  const blockTimestamp = BigInt(execution.blockTimestamp);
  const end = blockTimestamp + 5n;
  const start = end - SPURT * WEEK;
  const proved = BigInt(execution.blockNumber);
  const latest = proved + BLOCKS_AFTER;
  const hashOf = (n: bigint): Hex => `0x${(n + 0xb10cn).toString(16).padStart(64, "0")}`;
  const timeOf = (n: bigint) => blockTimestamp + (n - proved) * SECONDS_PER_SLOT;
  const onChain = ({ kind, address, slot }: (typeof execution.sources)[number]) => ({
    name: `0x${"00".repeat(32)}`,
    kind: kind === "balance" ? 0 : 1,
    account: address,
    slot: BigInt(slot ?? 0),
  });

  const chain: FakeChain = {
    progress: {
      openedAt: 0n,
      requiredCount: BigInt(summary.validators),
      count: 0n,
      pages: 0,
      finalized: false,
    },
    isStored: false,
    shown: new Set(),
    leftOut: new Set(),
    gasOf: () => 1_000_000n,
    blockGasLimit: 36_000_000n,
    sent: 0,
    mined: [],
    views: {},
    honest: {},
    counted: new Set(),
    simulated: {},
    answers: {},
  };
  const groups = execution.consolidations;
  const memberOf = (number: bigint) => groups?.members.find(({ provision }) => BigInt(provision) === number);
  /** All of it, once all members are shown. */
  const countedCreditWei = () =>
    groups?.members.every(({ provision }) => chain.counted.has(BigInt(provision)))
      ? BigInt(groups.creditedGwei) * 1_000_000_000n
      : 0n;
  const isOpen = () => chain.progress.openedAt !== 0n;

  const honest: Views = {
    registry: () => REGISTRY,
    beaconRoots: () => BEACON_ROOTS,
    growthSpurts: () => SPURTS,
    verifier: () => VERIFIER,
    verificationKeyHash: () => `0x${manifest.key.sha256}`,
    genesisTime: () => blockTimestamp - BigInt(manifest.header.slot) * SECONDS_PER_SLOT,
    secondsPerSlot: () => SECONDS_PER_SLOT,
    start: () => start,
    startOf: ([n]) => start + ((n as bigint) - 1n) * WEEK,
    endOf: ([n]) => start + (n as bigint) * WEEK,
    spurtAt: ([t]) => ((t as bigint) - start - 1n) / WEEK + 1n,
    isStored: () => chain.isStored,
    layoutAt: () => forkLayoutOf("electra", 0n),
    blockOf: () => ({
      root: manifest.blockRoot,
      stateRoot: manifest.header.stateRoot,
      slot: BigInt(manifest.header.slot),
      timestamp: blockTimestamp,
    }),
    count: () => BigInt(summary.validators),
    commitmentAt: () => BigInt(summary.registryCommitment),
    sealedAt: () => 1,
    totalsBy: () => ({
      provisioned: BigInt(execution.deposits.provisioned),
      writtenOff: BigInt(execution.deposits.writtenOffBefore),
      outstandingGwei: BigInt(execution.deposits.outstandingGwei),
    }),
    provisions: ([from, to]) =>
      Array.from({ length: Number(to) - Number(from) }, (_, i) =>
        (chain.views.provisionOf ?? honest.provisionOf!)([(from as bigint) + BigInt(i)]),
      ),
    provisionOf: ([number]) => ({
      pubkeyRoot: ROOT_OF_NOTHING,
      principalGwei: 32_000_000_000n,
      validatorIndex: BigInt(memberOf(number as bigint)?.validatorIndex ?? 0),
      provisionedAt: 1,
      settledAt: 0,
      status: 2,
    }),
    entries: ([from, to]) => {
      const asked = bundle.registry.slice(Number(from), Number(to));
      return [
        asked.map(({ index }) => BigInt(index)),
        asked.map(({ principalGwei }) => BigInt(principalGwei)),
      ];
    },
    pods: () => pods.map(({ address }) => address),
    podsBy: () => BigInt(pods.length),
    sources: () => execution.sources.filter(({ kind }) => kind !== "pod").map(onChain),
    liabilities: () => execution.liabilities.map(onChain),
    token: () => execution.token.address,
    supplySlot: () => BigInt(execution.token.supplySlot),
    policy: () => 0,
    consolidations: () => CONSOLIDATIONS,
    consolidationOf: ([index]) => {
      const source = groups?.sources.find(({ sourceIndex }) => BigInt(sourceIndex) === index);
      return {
        isRecorded: source !== undefined,
        targetIndex: BigInt(source?.targetIndex ?? 0),
        doneEpoch: BigInt(source?.withdrawableEpoch ?? 0),
      };
    },
    creditedGwei: () => countedCreditWei() / 1_000_000_000n,
    isCounted: ([, provision]) => chain.counted.has(provision as bigint),
    blockAssets: () => ASSETS,
    isShown: ([, place]) => chain.shown.has(`source ${place}`),
    isAccounted: ([, provision]) =>
      chain.shown.has(`waiting ${provision}`) || chain.shown.has(`written-off ${provision}`),
    componentsOf: () => [
      execution.sources.map(({ valueWei }, i) => (chain.shown.has(`source ${i}`) ? BigInt(valueWei) : 0n)),
      [],
    ],
    amountsOf: () => ({
      ...NO_AMOUNTS,
      sourcesWei: BigInt(chain.shown.size),
      provisioned: BigInt(chain.shown.size),
      consolidatedWei: countedCreditWei(),
    }),
    improvableUntil: () => end + 86_400n,
    isProved: ([, count]) => count === 0n || count === chain.progress.count,
    progressOf: () => ({
      ...chain.progress,
      existing: chain.progress.count === 0n ? 0n : BigInt(summary.existing),
      listLength: BigInt(manifest.listLength),
      balancesTop: manifest.balancesTop.node,
      principalWei: 0n,
      rawWei: 0n,
    }),
    reportOf: () => reportOf(bundle, chain.leftOut, countedCreditWei()),
    rateOf: () => ({ value: BigInt(summary.rate!), blockTimestamp, effectiveAt: end + 60n, vetoed: false }),
    statusOf: () => 2,
    firstSummaryPeriod: () => 0n,
    bounds: () => ({ maxRisePpm: 1, maxFallPpm: 1, reviewPeriod: 86_400n, maxAge: 1_209_600n }),
    rateInEffect: () => [
      SPURT,
      { value: BigInt(summary.rate!), blockTimestamp, effectiveAt: end + 60n, vetoed: false },
      false,
    ],
  };

  Object.assign(chain.honest, honest);

  const apply: Record<string, Call> = {
    open() {
      chain.isStored = true;
      chain.progress.openedAt = end + 60n;
    },
    submitPages([, , run]) {
      const { pages } = run as { readonly pages: readonly { readonly countOut: bigint }[] };
      chain.progress.count = pages.at(-1)!.countOut;
      chain.progress.pages += pages.length;
    },
    submit(args) {
      for (const part of partNames(args[1], args[2])) chain.shown.add(part);
    },
    finalize(args) {
      for (const part of partNames(args[1], args[2])) chain.shown.add(part);
      chain.progress.finalized = true;
    },
    improve([, , run, given, deposits]) {
      const { pages } = run as { readonly pages: readonly { readonly countOut: bigint }[] };
      if (pages.length > 0) chain.progress.count = pages.at(-1)!.countOut;
      for (const part of partNames(given, deposits)) {
        chain.shown.add(part);
        chain.leftOut.delete(part);
      }
    },
    countMembers([, , members]) {
      for (const { provision } of members as readonly { readonly provision: bigint }[]) {
        chain.counted.add(provision);
      }
    },
    storeFromNewer() {
      chain.isStored = true;
    },
    register() {},
    report() {
      apply.open!([]);
      chain.progress.count = BigInt(summary.validators);
      chain.progress.finalized = true;
    },
  };

  const simulate = (data: Hex) => {
    const { functionName: called, args = [] } = decodeFunctionData({ abi, data });
    // A view of the registry has the same name.
    const functionName = called === "count" && args.length > 0 ? "countMembers" : called;
    if (!(functionName in apply)) return undefined;
    chain.simulated[functionName]?.(args);
    if (functionName === "submitPages" && !isOpen()) throw revert("SpurtNotOpen", [SPURT]);
    return { functionName, args };
  };

  const blockOf = (number: bigint) => ({
    number: numberToHex(number),
    hash: hashOf(number),
    parentHash: hashOf(number - 1n),
    stateRoot: execution.stateRoot,
    gasLimit: numberToHex(chain.blockGasLimit),
    timestamp: numberToHex(timeOf(number)),
    parentBeaconBlockRoot: number === proved + 1n ? manifest.blockRoot : hashOf(0n),
    baseFeePerGas: numberToHex(7n),
    transactions: [],
  });

  Object.assign(chain.answers, {
    eth_chainId: () => numberToHex(31_337),
    eth_blockNumber: () => numberToHex(latest),
    eth_accounts: () => [SENDER],
    eth_getBlockByNumber: ([tag]) => blockOf(tag === "latest" ? latest : BigInt(tag as Hex)),
    eth_getBlockByHash: ([hash]) => blockOf(BigInt(hash as Hex) - 0xb10cn),
    eth_call: ([call]) => {
      const { to, data } = call as { to: Address; data: Hex };
      if (to.toLowerCase() === BEACON_ROOTS_ADDRESS.toLowerCase()) return manifest.blockRoot;
      if (simulate(data)) return "0x";
      const { functionName, args = [] } = decodeFunctionData({ abi, data });
      const view = chain.views[functionName] ?? honest[functionName];
      if (view === undefined) throw new RpcFault(3, "execution reverted", "0x");
      return encodeFunctionResult({ abi, functionName, result: view(args) } as never);
    },
    eth_estimateGas: ([call]) => {
      const { functionName, args } = simulate((call as { data: Hex }).data)!;
      return numberToHex(chain.gasOf(functionName, args));
    },
    eth_gasPrice: () => numberToHex(10n),
    eth_maxPriorityFeePerGas: () => numberToHex(1n),
    eth_sendTransaction: ([transaction]) => {
      const { data } = transaction as { data: Hex };
      const { functionName, args } = simulate(data)!;
      const mine = () => {
        apply[functionName]!(args);
        chain.mined.push({ functionName, args });
      };
      chain.sent += 1;
      if (chain.pool === undefined) mine();
      else chain.pool.push(mine);
      return TRANSACTION;
    },
    eth_getTransactionCount: ([, tag]) =>
      numberToHex(chain.sent - (tag === "pending" ? 0 : (chain.pool?.length ?? 0))),
    eth_getTransactionReceipt: () => ({
      transactionHash: TRANSACTION,
      transactionIndex: "0x0",
      blockHash: hashOf(latest),
      blockNumber: numberToHex(latest),
      from: SENDER,
      to: ORACLE,
      status: "0x1",
      gasUsed: numberToHex(900_000n),
      cumulativeGasUsed: numberToHex(900_000n),
      effectiveGasPrice: "0x1",
      contractAddress: null,
      logs: [],
      logsBloom: "0x",
      type: "0x2",
    }),
  } satisfies Record<string, Answer>);
  return chain;
}

const NO_AMOUNTS = {
  sourcesWei: 0n,
  podsWei: 0n,
  pendingDepositsWei: 0n,
  withdrawalsWei: 0n,
  podWithdrawalsWei: 0n,
  consolidatedWei: 0n,
  liabilitiesWei: 0n,
  supplyWei: 0n,
  outstandingWei: 0n,
  provisioned: 0n,
  waiting: 0n,
  writtenOff: 0n,
};

/** What a call brings beside the core: `source 0`, `waiting 7`, `written-off 8`. */
export function partNames(execution: unknown, deposits: unknown): string[] {
  const { places } = execution as { readonly places: readonly bigint[] };
  const { waiting, writtenOff } = deposits as {
    readonly waiting: readonly { readonly provision: bigint }[];
    readonly writtenOff: readonly bigint[];
  };
  return [
    ...places.map((place) => `source ${place}`),
    ...waiting.map(({ provision }) => `waiting ${provision}`),
    ...writtenOff.map((provision) => `written-off ${provision}`),
  ];
}

/**
 * What the contract writes for this bundle.
 * @param leftOut    sources and deposits that do not count.
 * @param creditWei  principal of consolidated validators that counts.
 */
export function reportOf(
  bundle: VerifiedBundle,
  leftOut: ReadonlySet<string> = new Set(),
  creditWei = BigInt(bundle.summary.consolidatedGwei) * 1_000_000_000n,
) {
  const report = wholeReportOf(bundle);
  const lessWei = BigInt(bundle.summary.consolidatedGwei) * 1_000_000_000n - creditWei;
  report.principalWei -= lessWei;
  report.reservesWei -= lessWei;
  for (const [place, { valueWei }] of bundle.execution!.sources.entries()) {
    if (!leftOut.has(`source ${place}`)) continue;
    report.sourcesWei -= BigInt(valueWei);
    report.reservesWei -= BigInt(valueWei);
  }
  for (const { provision, amountGwei } of bundle.execution!.deposits.waiting) {
    if (!leftOut.has(`waiting ${provision}`)) continue;
    report.waiting -= 1n;
    report.pendingDepositsWei -= BigInt(amountGwei) * 1_000_000_000n;
    report.reservesWei -= BigInt(amountGwei) * 1_000_000_000n;
  }
  if (leftOut.size > 0 || lessWei > 0n) report.rate = (report.reservesWei * 10n ** 18n) / report.supplyWei;
  return report;
}

function wholeReportOf({ manifest, execution, summary }: VerifiedBundle) {
  const gweiToWei = (gwei: string) => BigInt(gwei) * 1_000_000_000n;
  return {
    blockRoot: summary.blockRoot,
    slot: BigInt(summary.slot),
    blockTimestamp: BigInt(execution!.blockTimestamp),
    registryCommitment: BigInt(summary.registryCommitment),
    validators: BigInt(summary.validators),
    existing: BigInt(summary.existing),
    waiting: BigInt(summary.waiting),
    writtenOff: BigInt(summary.writtenOff),
    listLength: BigInt(manifest.listLength),
    shareBasisPoints: 1363,
    pages: summary.pages,
    principalWei: gweiToWei(summary.principalGwei) + gweiToWei(summary.consolidatedGwei),
    rawWei: gweiToWei(summary.rawGwei),
    sourcesWei: BigInt(summary.sourcesWei),
    pendingDepositsWei: BigInt(summary.pendingDepositsWei),
    withdrawalsWei: BigInt(summary.withdrawalsWei ?? 0),
    liabilitiesWei: BigInt(summary.liabilitiesWei),
    reservesWei: BigInt(summary.reservesWei),
    supplyWei: BigInt(summary.supplyWei!),
    outstandingWei: BigInt(summary.outstandingWei!),
    podsWei: 0n,
    podWithdrawalsWei: 0n,
    rate: BigInt(summary.rate!),
    reporter: SENDER,
    reportedAt: 1_700_000_100n,
  };
}
