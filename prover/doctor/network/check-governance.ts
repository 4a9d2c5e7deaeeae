/**
 * Who may change what the accounting rests on, and what is about to change: members of the access manager's roles, by its events,
 * and transactions that the timelock has queued for contracts of the network file.
 * @module
 */
import { parseAbi } from "viem";
import { readView } from "../../chain/client/read-view.ts";
import type { Hex } from "../../hex.ts";
import { authorityAbi } from "../../puffer/deployed-views.ts";
import type { VaultLayout } from "../../puffer/read-vault.ts";
import { formatTime } from "../../units.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";
import type { NetworkAt } from "./network-at.ts";

const [granted, revoked, queued, executed, canceled] = parseAbi([
  "event RoleGranted(uint64 indexed roleId, address indexed account, uint32 delay, uint48 since, bool newMember)",
  "event RoleRevoked(uint64 indexed roleId, address indexed account)",
  "event TransactionQueued(bytes32 indexed txHash, address indexed target, bytes callData, uint256 indexed operationId, uint256 lockedUntil)",
  "event TransactionExecuted(bytes32 indexed txHash, address indexed target, bytes callData, uint256 indexed operationId)",
  "event TransactionCanceled(bytes32 indexed txHash, address indexed target, bytes callData, uint256 indexed operationId)",
]);

export async function checkGovernance(at: NetworkAt, layout: VaultLayout): Promise<Finding[]> {
  return [await checkCountingRole(at, layout), ...(await checkMembers(at)), await checkTimelock(at, layout)];
}

/** The protocol has it, or nobody could be provisioned. */
async function checkCountingRole(at: NetworkAt, { oracle }: VaultLayout): Promise<Finding> {
  const check = "network: role";
  const { protocol, oracle: facts } = at.network;
  try {
    const contract = { role: "deployed contract", address: facts.authority, abi: authorityAbi } as const;
    const role = BigInt(protocol.countingRole);
    const args = [role, protocol.address] as const;
    const [isMember] = await readView(at.chain, contract, "hasRole", args, at.blockNumber);
    return isMember
      ? ok(check, `the protocol may change the count of the oracle ${oracle} (role ${role})`)
      : fail(check, `the protocol has no role ${role}`, "Correct countingRole in the network file.");
  } catch (error) {
    const reason = `the access manager cannot be read: ${(error as Error).message}`;
    return warn(check, reason, "See who has the role yourself.");
  }
}

/** Alone the counting role has a member that must be: the others say who can move pufETH or the vault's ETH. */
async function checkMembers(at: NetworkAt): Promise<Finding[]> {
  const { protocol, governance } = at.network;
  if (governance === undefined) {
    return [warn("network: members", "the network file names no governance", "Nobody looks at its roles.")];
  }
  const roles = [protocol.countingRole, ...governance.otherRoles];
  return Promise.all(
    roles.map(async (role): Promise<Finding> => {
      const check = `network: members of role ${role}`;
      try {
        const members = await membersOf(at, BigInt(role));
        const strangers = members.filter((member) => member !== protocol.address);
        const shown = members.length === 0 ? "none" : members.map((one) => nameOf(at, one)).join(", ");
        if (role === protocol.countingRole && strangers.length > 0) {
          return fail(check, shown, "Somebody else than the protocol may change the oracle's count.");
        }
        return ok(check, shown);
      } catch (error) {
        const reason = `the events of the access manager cannot be read: ${(error as Error).message}`;
        return warn(check, reason, "Use a node that answers eth_getLogs over all blocks.");
      }
    }),
  );
}

async function membersOf(at: NetworkAt, roleId: bigint): Promise<Hex[]> {
  const [added, removed] = await Promise.all(
    [granted, revoked].map((event) =>
      at.chain.ask(
        "the events of its roles",
        at.chain.viem.getLogs({
          address: at.network.oracle.authority,
          event,
          args: { roleId },
          fromBlock: 0n,
          toBlock: at.blockNumber,
          strict: true,
        }),
      ),
    ),
  );
  const changes = [
    ...added!.map((log) => ({ log, isMember: true })),
    ...removed!.map((log) => ({ log, isMember: false })),
  ].sort((a, b) =>
    a.log.blockNumber === b.log.blockNumber
      ? a.log.logIndex - b.log.logIndex
      : a.log.blockNumber < b.log.blockNumber
        ? -1
        : 1,
  );
  const members = new Map<Hex, boolean>();
  for (const { log, isMember } of changes) {
    members.set(log.args.account.toLowerCase() as Hex, isMember);
  }
  return [...members].filter(([, isMember]) => isMember).map(([account]) => account);
}

/** What is queued may be executed when its time has come: the layouts may be others then. */
async function checkTimelock(at: NetworkAt, layout: VaultLayout): Promise<Finding> {
  const check = "network: timelock";
  const { governance } = at.network;
  if (governance === undefined)
    return warn(check, "the network file names no timelock", "Upgrades come unannounced.");
  const targets = targetsOf(at, layout);
  const logsOf = (event: typeof queued | typeof executed | typeof canceled) =>
    at.chain.ask(
      "the events of the timelock",
      at.chain.viem.getLogs({
        address: governance.timelock,
        event,
        args: { target: [...targets.keys()] },
        fromBlock: 0n,
        toBlock: at.blockNumber,
        strict: true,
      }),
    );
  try {
    const [waiting, ...ended] = await Promise.all([logsOf(queued), logsOf(executed), logsOf(canceled)]);
    // The same call may be queued again once it has ended.
    const count = new Map<Hex, number>();
    for (const { args } of ended.flat()) count.set(args.txHash, (count.get(args.txHash) ?? 0) + 1);
    const open = waiting.filter(({ args }) => {
      const left = count.get(args.txHash) ?? 0;
      count.set(args.txHash, left - 1);
      return left <= 0;
    });
    if (open.length === 0) return ok(check, "nothing is queued for these contracts");
    const shown = open.map(({ args }) => {
      const { target, lockedUntil } = args as typeof args & { readonly lockedUntil: bigint };
      const name = targets.get(target.toLowerCase() as Hex) ?? target;
      return `${args.callData.slice(0, 10)} for ${name}, from ${formatTime(lockedUntil)} on`;
    });
    return warn(check, shown.join("; "), "If it is an upgrade, a new layout is needed from then on.");
  } catch (error) {
    const reason = `its events cannot be read: ${(error as Error).message}`;
    return warn(check, reason, "Use a node that answers eth_getLogs over all blocks.");
  }
}

function targetsOf({ network }: NetworkAt, { oracle, revenueDepositor }: VaultLayout): Map<Hex, string> {
  const { vault, protocol, modules, oracle: facts } = network;
  return new Map<Hex, string>([
    [vault.address, "the vault"],
    [protocol.address, "the protocol"],
    [oracle, "the oracle"],
    [revenueDepositor, "the revenue depositor"],
    [modules.manager, "the module manager"],
    [modules.moduleBeacon, "the beacon of modules"],
    [facts.authority, "the access manager"],
  ]);
}

function nameOf({ network }: NetworkAt, account: Hex): string {
  if (account === network.protocol.address) return "the protocol";
  return account === network.modules.manager ? "the module manager" : account;
}
