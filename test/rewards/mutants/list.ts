/**
 * Faults of rewards: each breaks one refusal or one step of the arithmetic. The text must stand in the file once.
 * @module
 */

export interface Mutant {
  /** In prover/rewards. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const of =
  (file: string) =>
  (from: string, to: string): Mutant => ({ file, from, to });
const ledger = of("principal-ledger.ts");
const interval = of("compute-interval.ts");
const hidden = of("hidden-consolidations.ts");
const accounts = of("account-rewards.ts");
const tie = of("liability-tie.ts");
const liability = of("read-liability.ts");
const cumulative = of("cumulative-tree.ts");
const published = of("published-tree.ts");
const forClaims = of("interval-tree.ts");
const tree = of("standard-tree.ts");
const build = of("build-rewards.ts");
const claim = of("claim-rewards.ts");
const compare = of("compare-trees.ts");

export const MUTANTS: readonly Mutant[] = [
  ledger("if (movedTo.has(source))", "if (false)"),
  ledger("out.get(target)! + out.get(source)!", "out.get(target)!"),
  ledger("out.set(source, 0n);", ""),
  ledger("if (address !== pod)", "if (false)"),
  ledger("epoch >= record.withdrawableEpoch", "epoch > record.withdrawableEpoch"),
  ledger("record.balanceGwei + underWayGwei === 0n", "record.balanceGwei === 0n"),
  ledger("record.withdrawableEpoch <= end.epoch &&", ""),
  ledger("outGwei > 0n && (full.length > 0 || isGone)", "full.length > 0 || isGone"),
  ledger("(full.length > 0 || isGone)", "full.length > 0"),
  ledger("(full.length > 0 || isGone)", "isGone"),
  ledger("returns && !record.slashed &&", "returns &&"),
  ledger("* LEAST_PART < outGwei", "* LEAST_PART < 0n"),
  ledger("returnedGwei: returns ? outGwei : 0n", "returnedGwei: 0n"),
  ledger("outGwei: returns ? 0n : outGwei", "outGwei"),
  ledger("if (from === undefined) throw", "if (false) throw"),
  ledger("if (source === target) throw", "if (false) throw"),
  ledger("if (from.slashed) throw", "if (false) throw"),
  ledger("if (from.withdrawableEpoch > epoch)", "if (false)"),
  ledger("if (pending.some((one) => one.source === source)) throw", "if (false) throw"),
  ledger('if (!to.withdrawalCredentials.startsWith("0x02")) throw', "if (false) throw"),
  ledger("visit(other, depth + 1);", ""),
  interval("from.state.header.slot >= to.state.header.slot", "false"),
  interval("record.balanceGwei + underWayGwei - result.outGwei", "record.balanceGwei - result.outGwei"),
  interval("record.balanceGwei + underWayGwei - result.outGwei", "record.balanceGwei + underWayGwei"),
  interval("above > 0n ? above : 0n", "above"),
  interval("? 0n : principalGwei", "? principalGwei : principalGwei"),
  interval("if (next !== end.nextUnpaidIndex)", "if (false)"),
  interval("listed.firstIndex !== null && listed.firstIndex !== first", "false"),
  interval("!waits.has(source) &&", ""),
  interval("!known.has(source) &&", ""),
  interval("records.get(source)?.slashed === false", "true"),
  interval("registered.has(source) &&", ""),
  interval("if (other !== undefined)", "if (false)"),
  interval("if (!accounts.has(index))", "if (false)"),
  interval("if (!registered.has(index))", "if (false)"),
  interval("!explained.has(one.record.index) &&", ""),
  interval("outBefore?.get(index) ??", ""),
  hidden("if (slashed ||", "if ("),
  hidden("exitEpoch <= beginEpoch ||", ""),
  hidden("withdrawableEpoch > endEpoch) return false", "false) return false"),
  hidden("balanceGwei + underWayGwei)", "0n)"),
  hidden("afterwardsGwei < outBeforeGwei", "afterwardsGwei === 0n"),
  hidden("epoch >= exitEpoch && epoch < withdrawableEpoch", "true"),
  hidden("if (own !== undefined) found.push(own);", ""),
  hidden("if (slot >= withdrawableEpoch * SLOTS_PER_EPOCH) continue;", ""),
  hidden("if (before < exitEpoch * SLOTS_PER_EPOCH) break;", ""),
  hidden("if (before + 1n !== slot) continue;", ""),
  of("state-between.ts")("if (blockRoot !== root)", "if (false)"),
  accounts("withdrawnGwei - returnedGwei", "withdrawnGwei"),
  accounts("totalNetWei > pastConsensusWei ? totalNetWei : pastConsensusWei", "totalNetWei"),
  accounts("(past?.totalNetWei ?? 0n) + netWei", "netWei"),
  accounts("totalConsensusWei - pastConsensusWei", "totalConsensusWei"),
  accounts("consensusWei + commissions + smoothing", "consensusWei + smoothing"),
  accounts("consensusWei + commissions + smoothing", "consensusWei + commissions"),
  accounts("(past?.cumulativeWei ?? 0n) + amountWei", "amountWei"),
  accounts("was !== undefined && was !== account", "false"),
  tie("cumulativeWei - at.paidWei", "cumulativeWei"),
  tie("if (owedWei > at.liabilityWei) throw", "if (owedWei > at.liabilityWei + 1n) throw"),
  tie("if (owedWei > at.liabilityWei) throw", "if (owedWei >= at.liabilityWei) throw"),
  tie("at.liabilityWei - owedWei", "at.liabilityWei"),
  liability("kind === SLOT_KIND && slot === OWED_SLOT", "slot === OWED_SLOT"),
  liability("&& slot === OWED_SLOT", ""),
  liability("getAddress(account) === getAddress(distributor) &&", ""),
  liability("if (place === -1) throw", "if (false) throw"),
  liability("if (liabilityWei === undefined)", "if (false)"),
  liability("Number(report.blockTimestamp) - 1", "Number(report.blockTimestamp)"),
  cumulative("cumulativeWei > 0n", "cumulativeWei >= 0n"),
  forClaims("amountWei > 0n", "amountWei >= 0n"),
  forClaims("contracts.has(account)", "false"),
  forClaims("leavesWei + MARGIN_WEI", "leavesWei"),
  forClaims("((amount + unit - 1n) / unit) * unit", "(amount / unit) * unit"),
  tree("keccak256(keccak256(encoded))", "keccak256(encoded)"),
  tree("a.hash < b.hash ? -1", "a.hash > b.hash ? -1"),
  tree("a.toLowerCase() < b.toLowerCase() ? [a, b] : [b, a]", "[a, b]"),
  tree("tree[i % 2 === 1 ? i + 1 : i - 1]!", "tree[i + 1]!"),
  published("if (leaves.has(leaf.account)) throw", "if (false) throw"),
  published("own.tree.every((node, i) => node === dump.tree[i])", "true"),
  published("own.values.every(({ treeIndex }, i) => treeIndex === dump.values[i]!.treeIndex)", "true"),
  published('typeof isL1Contract !== "boolean"', "false"),
  published("if (BigInt(amount) >= 1n << 256n) return undefined;", ""),
  build("BigInt(document.spurt) + 1n !== spurt", "false"),
  build("document.to.blockRoot !== blockRoot", "false"),
  build("sum + cumulativeWei", "cumulativeWei"),
  claim('tree.kind !== "cumulative" || root !== tree.root', "false"),
  claim("if (leaf === undefined) throw", "if (false) throw"),
  claim("leaf.amountWei - claimedWei", "leaf.amountWei"),
  claim("unpaidWei > 0n", "unpaidWei >= 0n"),
  compare("published.root === rebuilt?.root", "published.kind !== rebuilt?.kind"),
  compare("row.published === row.rebuilt ? []", "row.published !== null && row.rebuilt !== null ? []"),
  compare('leaf.isL1Contract ? ", contract on L1" : ""', '""'),
  of("operator-accounts.ts")("!code.toLowerCase().startsWith(DELEGATION)", "true"),
  of("operator-accounts.ts")("!== declared)", "=== undefined)"),
];
