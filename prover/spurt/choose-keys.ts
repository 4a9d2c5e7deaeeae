/**
 * The keys of a proof: loaded ones, or those of a size, which may be chosen once it is known how much is to be proved.
 * @module
 */
import { checkKeyClaim, keyClaimOfInstalled } from "../keys/check-key-claim.ts";
import { loadKeys, type PageKeys } from "../keys/load-keys.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { PageSize } from "../plan/page-sizes.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import type { ListExtent } from "../state/list-shape.ts";
import { chooseSize } from "./plan/choose-size.ts";
import type { RunStage } from "./stages.ts";

export interface NamedSize {
  readonly size: PageSize;
  /** Default: the installed keys, `loadKeys`. */
  readonly load?: LoadKeys | undefined;
}

/** The size that `planSpurt` recommends, among those with installed keys. */
export interface AutomaticSize {
  readonly size: "auto";
  /** Of this machine, whose memory decides: one of BACKEND_NAMES. */
  readonly backend: string;
  readonly load?: LoadKeys | undefined;
}

export type LoadKeys = (size: PageSize) => Promise<PageKeys>;
export type KeyChoice = PageKeys | NamedSize | AutomaticSize;

/** What an automatic size depends on. */
export interface ToProve {
  readonly registry: readonly RegistryEntry[];
  readonly balances: ListExtent;
  readonly startCount: number;
}

/**
 * Loads keys at once where their size is known: a key that is missing or not the manifest's is told before the long work.
 * @returns the keys, once it is known what is to be proved.
 * @throws NoKeysError, and the errors of `loadKeys` and `checkKeyClaim`.
 */
export async function chooseKeys(
  choice: KeyChoice,
  keysManifest: KeysManifest | undefined,
  stage: RunStage,
): Promise<(what: ToProve) => Promise<PageKeys>> {
  const check = (keys: PageKeys) => {
    if (keysManifest) checkKeyClaim(keyClaimOfInstalled(keys), keysManifest);
    return keys;
  };
  if ("verificationKey" in choice) {
    const keys = check(choice);
    return async () => keys;
  }
  const load = (size: PageSize) =>
    stage("load-keys", async () => check(await (choice.load ?? loadKeys)(size)));
  if (choice.size !== "auto") {
    const keys = await load(choice.size);
    return async () => keys;
  }
  const { backend } = choice;
  return async ({ registry, balances, startCount }) =>
    load(await chooseSize(registry, balances, startCount, backend));
}
