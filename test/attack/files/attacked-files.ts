import type { AttackedFile } from "./target.ts";
import { partsAnswers, stateAnswers } from "./targets/answers/beacon-answers.ts";
import { finalizeAnswers, statusAnswers, submitAnswers } from "./targets/answers/execution-answers.ts";
import { bundleAttack } from "./targets/bundle.ts";
import { headerAttack } from "./targets/header.ts";
import { keysManifestAttack } from "./targets/keys-manifest.ts";
import { networkAttack } from "./targets/network.ts";
import { recordingAttack } from "./targets/recording.ts";
import { registryAttack } from "./targets/registry.ts";
import { rewardsTreeAttack } from "./targets/rewards-tree.ts";
import { stateAttack } from "./targets/state.ts";
import { verificationKeyAttack } from "./targets/verification-key.ts";

type Attacks = Readonly<Record<string, () => AttackedFile | Promise<AttackedFile>>>;

/** Every kind of file that strangers write. Made anew: states take a second. */
export const ATTACKED_FILES: Attacks = {
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

/** What nodes answer to commands. */
export const ATTACKED_ANSWERS: Attacks = {
  "answers-status": statusAnswers,
  "answers-submit": submitAnswers,
  "answers-finalize": finalizeAnswers,
  "answers-state": stateAnswers,
  "answers-parts": partsAnswers,
};

export const ATTACKED: Attacks = { ...ATTACKED_FILES, ...ATTACKED_ANSWERS };
