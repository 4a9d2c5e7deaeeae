/**
 * @lodestar/state-transition 1.46 looks for a type of Gloas by a name that @lodestar/types has changed since. Without it
 * `upgradeStateToGloas` and the processing of epochs end with a TypeError. The type itself is the same: [slots][PTC_SIZE].
 * @module
 */
import { ssz } from "@lodestar/types";

/** Calling it again does nothing new. */
export function nameTypesAsBefore(): void {
  const { PayloadTimelinessCommitteeWindow } = ssz.gloas;
  Object.assign(ssz.gloas, { PtcWindow: PayloadTimelinessCommitteeWindow });
}
