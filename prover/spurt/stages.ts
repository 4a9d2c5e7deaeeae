/**
 * How the long use cases tell what they do: stage by stage, each with its events. A program that shows them hands in a
 * function that runs the stages; the command line draws lines with it.
 * @module
 */
import type { PageSize } from "../plan/page-sizes.ts";
import type { StateListener } from "../state/state-source.ts";

export type Stage =
  | "read-accepted-pages"
  | "load-keys"
  | "load-state"
  | "read-oracle"
  | "discover"
  | "prove-execution"
  | "read-balances"
  | "plan-pages"
  | "prove-pages"
  | "verify-bundle"
  | "look-at-validators"
  | "prove-withdrawals"
  | `measure-${PageSize}`;

export type StageEvent =
  /** Of a whole state; from the start again if a download is repeated. */
  | { readonly kind: "state-received"; readonly receivedBytes: number }
  /** Of the state's tree, if only parts are fetched. */
  | { readonly kind: "state-nodes-received"; readonly fetchedNodes: number }
  /** E.g. a node failed, and the next one is asked. */
  | { readonly kind: "state-notice"; readonly text: string }
  /** Modules of a deployed protocol: `found` validators are ACTIVE so far, `nodes` trie nodes were fetched. */
  | {
      readonly kind: "modules-read";
      readonly done: number;
      readonly total: number;
      readonly found: number;
      readonly nodes: number;
    }
  /** The interrupted run proved this slot, when it was the finalized one or the head. */
  | { readonly kind: "slot-resumed"; readonly slot: number; readonly was: "finalized" | "head" }
  /** @property startCount  validators before the first page. */
  | {
      readonly kind: "pages-planned";
      readonly validators: number;
      readonly startCount: number;
      readonly pages: number;
    }
  /** The work folder has a page of another plan or key. */
  | { readonly kind: "page-foreign"; readonly file: string; readonly folder: string }
  /** Execution blocks whose withdrawals hold, of those between two states. */
  | { readonly kind: "withdrawals-proved"; readonly blocks: number; readonly of: number }
  /** Pages that an interrupted run finished. */
  | { readonly kind: "pages-kept"; readonly kept: number; readonly total: number }
  /** @property seconds  from taking the page to its verified proof. */
  | {
      readonly kind: "page-proved";
      readonly done: number;
      readonly total: number;
      readonly seconds: number;
      readonly size: PageSize;
    }
  /** A kept page is invalid and is proved again. `page` from 0. */
  | { readonly kind: "page-refused"; readonly page: number; readonly error: Error }
  /** An attempt failed, and another one follows. `page` from 0, `attempt` from 1. */
  | {
      readonly kind: "page-retried";
      readonly page: number;
      readonly attempt: number;
      readonly attempts: number;
      readonly error: Error;
      readonly size: PageSize;
    }
  /** What the prover says about itself, e.g. that memory is short. */
  | { readonly kind: "prover-notice"; readonly level: "info" | "warning"; readonly text: string }
  /** The measured speed could not be stored beside the keys: plans will not know it. */
  | { readonly kind: "speed-not-stored"; readonly error: Error };

export type Tell = (event: StageEvent) => void;

/**
 * Runs a stage and returns what it returns; stages follow one another.
 * @param work  the stage. It is given the function that hears its events.
 */
export type RunStage = <T>(stage: Stage, work: (tell: Tell) => Promise<T>) => Promise<T>;

/** Shows nothing. */
export const runSilently: RunStage = (_, work) => work(() => {});

/** Events of a state's download. */
export function stateListener(tell: Tell): StateListener {
  return {
    onProgress: (receivedBytes) => tell({ kind: "state-received", receivedBytes }),
    onNodes: (fetchedNodes) => tell({ kind: "state-nodes-received", fetchedNodes }),
    onNotice: (text) => tell({ kind: "state-notice", text }),
  };
}
