import type { AttackedFile } from "./target.ts";
import { bundleAttack } from "./targets/bundle.ts";
import { headerAttack } from "./targets/header.ts";
import { keysManifestAttack } from "./targets/keys-manifest.ts";
import { networkAttack } from "./targets/network.ts";
import { recordingAttack } from "./targets/recording.ts";
import { registryAttack } from "./targets/registry.ts";
import { rewardsTreeAttack } from "./targets/rewards-tree.ts";
import { stateAttack } from "./targets/state.ts";
import { verificationKeyAttack } from "./targets/verification-key.ts";

/** Every kind of file that strangers write. Made anew: states take a second. */
export const ATTACKED_FILES: Readonly<Record<string, () => AttackedFile | Promise<AttackedFile>>> = {
  bundle: bundleAttack,
  registry: registryAttack,
  header: headerAttack,
  state: stateAttack,
  "verification-key": verificationKeyAttack,
  "keys-manifest": keysManifestAttack,
  network: networkAttack,
  recording: recordingAttack,
  "rewards-tree": rewardsTreeAttack,
};
