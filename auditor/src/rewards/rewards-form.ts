/**
 * The form that looks an address up in a published tree. The tree is read from a file: nothing is asked.
 * @module
 */
import { byId } from "../view/element.ts";
import { lookUpReward } from "./look-up.ts";
import { rewardView } from "./reward-view.ts";

/** @param run  shows what it does, and a failure. */
export function useRewardsForm(
  run: (what: string, work: (stop: AbortSignal) => Promise<void>) => Promise<void>,
): void {
  const place = byId("reward");
  byId<HTMLFormElement>("rewards-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [file] = byId<HTMLInputElement>("tree").files ?? [];
    const { value: account } = byId<HTMLInputElement>("account");
    place.replaceChildren();
    if (file === undefined) return;
    void run(`Looking up ${account.trim()}`, async (stop) => {
      const found = lookUpReward(file.name, await file.text(), account);
      if (stop.aborted) return;
      place.replaceChildren(rewardView(found));
      byId("status").textContent = `Found in ${file.name}.`;
    });
  });
}
