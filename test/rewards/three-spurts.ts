/**
 * Ten operators over three spurts of the made network: they earn, lose, exit, are slashed, consolidate, top up and deposit
 * late; strangers sweep between them. And what each account earned, computed from the raw blocks and from what the network
 * wrote down about principals.
 * @module
 */
import type { Hex } from "../../prover/hex.ts";
import type { IntervalEnd } from "../../prover/rewards/compute-interval.ts";
import type { Operator } from "../../prover/rewards/declared-files.ts";
import { ETH_GWEI, MadeNetwork } from "./made-network.ts";

export const ACCOUNTS: readonly Hex[] = Array.from(
  { length: 10 },
  (_, k): Hex => `0x${(0xa0 + k).toString(16).repeat(20)}`,
);
const SPURT_SLOTS = 5 * 32;

export interface MadeSpurt {
  readonly from: IntervalEnd;
  readonly to: IntervalEnd;
  readonly registry: readonly { readonly index: number; readonly principalGwei: bigint }[];
  readonly operators: readonly Operator[];
  /** Done from beginning to end within the spurt: no state shows them. */
  readonly consolidations: readonly { readonly source: number; readonly target: number }[];
  /** By account, wei; from raw blocks. */
  readonly net: ReadonlyMap<Hex, bigint>;
}

interface Hidden {
  readonly hidden?: MadeSpurt["consolidations"];
  readonly slotsBefore?: number;
  readonly midway?: () => void;
}

export interface ThreeSpurts {
  readonly network: MadeNetwork;
  readonly spurts: readonly MadeSpurt[];
}

export async function threeSpurts(fork: "electra" | "gloas", seed = 1): Promise<ThreeSpurts> {
  const network = new MadeNetwork(fork, (validator, epoch) => {
    const dice = BigInt((validator * 7919 + epoch * 104_729 + seed * 1_299_709) % 1_000);
    // The two of operator 4 lose at first.
    if (network.validators[validator]!.operator === 4 && epoch < 7) return -2_000_000n - dice;
    return 3_000_000n + 1_000n * dice;
  });
  const first = ACCOUNTS.map((_, operator) => [
    network.addValidator(operator, { pod: operator % 2 }),
    network.addValidator(operator, { pod: operator % 2, compounding: operator === 2 || operator === 3 }),
    network.addValidator(null),
  ]);
  await network.advance(40);
  const spurts: MadeSpurt[] = [];
  let from = await network.end();

  const spurt = async (
    during: () => void,
    late: () => void,
    { hidden: consolidations = [], slotsBefore = 0, midway = () => {} }: Hidden = {},
  ) => {
    during();
    await network.advance(slotsBefore);
    midway();
    await network.advance(SPURT_SLOTS - 8 - slotsBefore);
    late();
    await network.advance(8);
    const to = await network.end();
    spurts.push({ from, to, ...registryOf(network), consolidations, net: netOf(network, from, to) });
    from = to;
  };
  await spurt(
    () => {
      network.exit(first[0]![0]!);
      network.slash(first[1]![0]!, ETH_GWEI, 7);
      network.consolidate(first[2]![0]!, first[2]![1]!);
      network.exit(first[9]![2]!);
    },
    () => network.consolidate(first[3]![0]!, first[3]![1]!, 4),
    {
      hidden: [{ source: first[2]![0]!, target: first[2]![1]! }],
      // In the last slot before it moves: what remains looks like an exit that brought most of the principal.
      slotsBefore: 55,
      midway: () => network.topUp(first[2]![0]!, 20n * ETH_GWEI),
    },
  );
  await spurt(
    () => {
      network.addValidator(5, { pod: 1 });
      network.addValidator(6, { pod: 0 });
      network.topUp(first[7]![1]!, 3n * ETH_GWEI + 1n);
      // Slashed while it waits: the chain drops the consolidation, and its balance is paid out.
      network.consolidate(first[8]![0]!, first[3]![1]!, 3);
      network.slash(first[8]![0]!, ETH_GWEI / 2n, 3);
    },
    () => network.exit(first[6]![1]!, 1),
  );
  await spurt(
    () => {
      network.exit(first[2]![1]!);
      network.exit(first[4]![0]!);
      network.topUp(first[0]![0]!, ETH_GWEI + 5n);
    },
    () => {},
  );
  return { network, spurts };
}

function registryOf({ validators }: MadeNetwork) {
  const own = validators.flatMap(({ operator }, index) => (operator === null ? [] : [{ operator, index }]));
  return {
    registry: own.map(({ index }) => ({ index, principalGwei: 32n * ETH_GWEI })),
    operators: ACCOUNTS.map((account, operator) => ({
      account,
      isL1Contract: operator === 1,
      validators: own.filter((one) => one.operator === operator).map(({ index }) => index),
    })),
  };
}

function netOf(network: MadeNetwork, from: IntervalEnd, to: IntervalEnd): Map<Hex, bigint> {
  const isIn = ({ slot }: { readonly slot: number }) =>
    BigInt(slot) > from.execution.blockNumber && BigInt(slot) <= to.execution.blockNumber;
  const net = new Map(ACCOUNTS.map((account): [Hex, bigint] => [account, 0n]));
  const add = (validator: number, gwei: bigint) => {
    const { operator } = network.validators[validator]!;
    if (operator === null) return;
    const account = ACCOUNTS[operator]!;
    net.set(account, net.get(account)! + gwei * 10n ** 9n);
  };
  for (const { withdrawals } of network.blocks.filter(isIn)) {
    for (const { validatorIndex, amountGwei } of withdrawals) add(validatorIndex, amountGwei);
  }
  for (const { validator, gwei } of network.returns.filter(isIn)) add(validator, -gwei);
  return net;
}
