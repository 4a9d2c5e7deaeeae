/**
 * Compares the forks that a beacon node expects with the layouts of an oracle, which were fixed at its deployment, and with
 * the forks that this program can read. A fork that an oracle does not know stops it, so this is told long before.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import { connectOracle } from "../chain/views/oracle-contracts.ts";
import { beaconRootsAt } from "../chain/views/protocol-contracts.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import type { ServiceHeaders } from "../service/service-address.ts";
import { askBeaconNodes } from "../state/beacon-access.ts";
import { SUPPORTED_FORKS, type SupportedFork } from "../state/constants.ts";
import { SLOTS_PER_EPOCH } from "../state/epochs.ts";
import { forkLayoutOf } from "../state/fork-layout.ts";
import type { ScheduledFork } from "../state/fork-schedule.ts";
import { formatTime } from "../units.ts";
import { type Finding, fail, failure, ok, warn } from "./finding.ts";

const PATIENCE_MS = 15_000;

export interface ForksToCheck extends WaitingOptions {
  readonly beaconUrls: readonly string[];
  readonly headers?: ServiceHeaders | undefined;
  readonly chain: ChainClient;
  readonly oracle: Address;
}

/** The first node that answers says the schedule; it is not trusted, and nothing but this finding depends on it. */
export async function checkForks({ chain, oracle, ...access }: ForksToCheck): Promise<Finding[]> {
  const check = `oracle ${oracle}: forks`;
  try {
    const { beaconRoots, genesisTime, secondsPerSlot } = await connectOracle(chain, oracle);
    const [layouts, schedule, block] = await Promise.all([
      readView(chain, beaconRootsAt(beaconRoots), "layouts", []),
      askBeaconNodes({ ...access, inactivityTimeoutMs: PATIENCE_MS }, (node) => node.askForkSchedule()),
      chain.ask("the latest block", chain.viem.getBlock()),
    ]);
    const timeOf = ({ epoch }: ScheduledFork) => genesisTime + epoch * SLOTS_PER_EPOCH * secondsPerSlot;
    const faults = lastOfEachEpoch(schedule.forks).flatMap((fork): Finding[] => {
      const fault = faultOf(fork, timeOf(fork), layouts);
      if (fault === undefined) return [];
      const since = timeOf(fork);
      const when = `${since <= block.timestamp ? "since" : "from"} ${formatTime(since)} (epoch ${fork.epoch})`;
      const found = `${fork.name}, ${when}: ${fault.what}`;
      return [since <= block.timestamp ? fail(check, found, fault.next) : warn(check, found, fault.next)];
    });
    if (faults.length > 0) return faults;
    const last = schedule.forks.at(-1)?.name ?? "phase0";
    return [ok(check, `it has a layout for every fork that the node expects, up to ${last}`)];
  } catch (error) {
    // Nothing else needs the schedule.
    return [{ ...failure(check, error), level: "warn" }];
  }
}

/** Networks for tests begin with several. */
function lastOfEachEpoch(forks: readonly ScheduledFork[]): ScheduledFork[] {
  return forks.filter(({ epoch }, i) => forks[i + 1]?.epoch !== epoch);
}

type Layout = ReturnType<typeof forkLayoutOf>;

/** A fork before all layouts of an oracle is none of its business. */
function faultOf(
  { name }: ScheduledFork,
  time: bigint,
  layouts: readonly Layout[],
): { readonly what: string; readonly next: string } | undefined {
  const known = layouts.findLast(({ activationTimestamp }) => activationTimestamp <= time);
  if (known === undefined) return undefined;
  const fork = SUPPORTED_FORKS.find((supported): supported is SupportedFork => supported === name);
  if (fork === undefined) {
    return {
      what: "this program cannot read its states, and nobody can say whether the oracle's layouts fit",
      next: "Install a version that knows the fork, and run doctor again before it begins.",
    };
  }
  const { activationTimestamp: _, ...expected } = forkLayoutOf(fork, 0n);
  const isSame = Object.entries(expected).every(([field, value]) => known[field as keyof Layout] === value);
  if (isSame) return undefined;
  return {
    what:
      known.balances === 0n
        ? "the oracle's layouts end before it: from then on no spurt can be proved"
        : "the oracle reads its states by an earlier fork's layout: from then on no proof fits",
    next: "Deploy a registry that continues this one, and an oracle with the fork's layout, before it begins: verifier-contracts/README.md, “A fork that moves fields”.",
  };
}
