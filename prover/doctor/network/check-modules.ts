/**
 * Modules: those of the events are those of the storage; each has the pod that follows from its address; and the validators that
 * they count, registered ones less those that wait, are as many as the oracle counts.
 * @module
 */
import { readView } from "../../chain/client/read-view.ts";
import type { Hex } from "../../hex.ts";
import { moduleAbi, protocolAbi } from "../../puffer/deployed-views.ts";
import { moduleNames } from "../../puffer/module-names.ts";
import { protocolBase, readModule } from "../../puffer/read-deployment.ts";
import {
  addressOf,
  BEACON_SLOT,
  halvesOf,
  moduleSlots,
  nameKey,
  STATUS,
} from "../../puffer/storage-slots.ts";
import { type Finding, fail, failure, ok, warn } from "../finding.ts";
import type { NetworkAt } from "./network-at.ts";

/** Their beacons are looked at: all modules come from one factory. */
const PROXIES = 3;

/** @param counted  the oracle's count. */
export async function checkModules(at: NetworkAt, counted: bigint): Promise<Finding[]> {
  const check = "network: modules";
  try {
    const base = await protocolBase(at.storage, at.network);
    const { names, notice } = await moduleNames(at.chain, at.network, at.blockNumber);
    const notices =
      notice === undefined
        ? []
        : [warn(check, notice, "Only the modules of the network file are looked at.")];
    const modules: Found[] = [];
    for (const name of names) {
      const found = await readModule(at.storage, at.network, base, name);
      if (found !== undefined) modules.push(found);
    }
    const unknown = names.filter((name) => !modules.some((module) => module.name === name));
    const { seed } = at.network.modules;
    const moved = seed.filter(
      ({ name, module }) => modules.find((found) => found.name === name)?.module !== module,
    );
    const wrong = [...unknown, ...moved.map(({ name }) => name)];
    const listed =
      wrong.length === 0
        ? ok(check, `${modules.length}, each in the protocol's storage`)
        : fail(
            check,
            `not as in the protocol's storage: ${wrong.slice(0, 5).join(", ")}`,
            "Correct the modules in the network file.",
          );
    return [
      ...notices,
      listed,
      await checkPods(at, modules),
      await checkBeacons(at, modules),
      await checkCount(at, base, names, counted),
      await checkStatuses(at, modules, counted),
    ];
  } catch (error) {
    return [failure(check, error)];
  }
}

type Found = { readonly name: string; readonly module: Hex; readonly pod: Hex };

async function checkPods(at: NetworkAt, modules: readonly Found[]): Promise<Finding> {
  const check = "network: pods";
  try {
    for (const { name, module, pod } of modules) {
      const contract = { role: "deployed contract", address: module, abi: moduleAbi } as const;
      const said = await readView(at.chain, contract, "getEigenPod", [], at.blockNumber);
      if (said.toLowerCase() !== pod) {
        return fail(
          check,
          `the pod of ${name} is ${said}, by CREATE2 ${pod}`,
          "Correct eigenPodManager or podInitCodeHash in the network file.",
        );
      }
    }
    return ok(check, `${modules.length} are the CREATE2 addresses of their modules`);
  } catch (error) {
    return failure(check, error);
  }
}

async function checkBeacons(at: NetworkAt, modules: readonly Found[]): Promise<Finding> {
  const check = "network: beacons";
  const { moduleBeacon, podBeacon } = at.network.modules;
  for (const { name, module, pod } of modules.slice(0, PROXIES)) {
    for (const [what, proxy, expected] of [
      ["module", module, moduleBeacon],
      ["pod", pod, podBeacon],
    ] as const) {
      const { values } = await at.storage.read(proxy, [BEACON_SLOT]);
      const found = addressOf(values[0]!);
      if (found !== expected) {
        return fail(
          check,
          `the beacon of ${name}'s ${what} is ${found}, not ${expected}`,
          "Its code is another one: see what changed, then correct the network file.",
        );
      }
    }
  }
  return ok(check, `those of ${Math.min(PROXIES, modules.length)} modules and their pods`);
}

async function checkCount(
  at: NetworkAt,
  base: bigint,
  names: readonly string[],
  counted: bigint,
): Promise<Finding> {
  const check = "network: count";
  let active = 0n;
  const { address } = at.network.protocol;
  for (const name of names) {
    const { limits, pendingIndices, nextToBeProvisioned } = moduleSlots(base, name);
    const { values } = await at.storage.read(address, [limits, pendingIndices, nextToBeProvisioned]);
    const [limitsWord, pending, next] = values;
    active += halvesOf(limitsWord!)[1] - (pending! - next!);
  }
  const expected = counted + BigInt(at.network.oracle.offset);
  if (active === expected) return ok(check, `${counted} ACTIVE validators, by the oracle and by the modules`);
  return fail(
    check,
    `the modules have ${active} ACTIVE validators, the oracle counts ${counted}`,
    `An offset of ${active - counted} in the network file would explain it, or a module that is not known.`,
  );
}

/** The same by the protocol's own list: a status that only the storage, or only the getter, knows shows here. */
async function checkStatuses(at: NetworkAt, modules: readonly Found[], counted: bigint): Promise<Finding> {
  const check = "network: validators";
  const { protocol, oracle } = at.network;
  const contract = { role: "deployed contract", address: protocol.address, abi: protocolAbi } as const;
  try {
    let active = 0n;
    for (const { name } of modules) {
      const all = await readView(at.chain, contract, "getValidators", [nameKey(name)], at.blockNumber);
      active += BigInt(all.filter(({ status }) => status === STATUS.active).length);
    }
    if (active === counted + BigInt(oracle.offset)) {
      return ok(check, `${active} of the protocol's list are ACTIVE, as many as the oracle counts`);
    }
    return fail(
      check,
      `${active} of the protocol's list are ACTIVE, the oracle counts ${counted}`,
      "The count or its offset is wrong, or a module is not known.",
    );
  } catch (error) {
    return warn(
      check,
      `its getter cannot be read: ${(error as Error).message}`,
      "The count of the modules is compared alone.",
    );
  }
}
