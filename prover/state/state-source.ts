/**
 * Where a beacon state comes from: a file, or beacon nodes. Whoever needs a state asks one of these for it, and gets one
 * whose root was checked.
 * @module
 */
import type { Hex } from "../hex.ts";
import type { BeaconAccess } from "./beacon-access.ts";
import type { BlockId } from "./beacon-node.ts";
import { fetchState } from "./fetch-state.ts";
import { SlotWithoutBlockError } from "./node-errors.ts";
import { readStateFile, type StateFile } from "./read-state-file.ts";
import type { VerifiedState } from "./verified-state.ts";

/** A certain block, asked for instead of the one that the source names. */
export interface AskedBlock {
  readonly slot: number;
  /** Where the chain names it. */
  readonly root?: Hex | undefined;
  /** Throws if the block is not the wanted one. */
  readonly check?: (blockRoot: Hex) => void;
}

/** How far a download is. */
export type StateListener = Pick<BeaconAccess, "onProgress" | "onNodes" | "onNotice">;

export interface StateSource {
  /** The name of a block that is another one later; null if the source names a certain block. */
  readonly movingBlock: "finalized" | "head" | null;
  /**
   * @param asked  a file has one state, whatever the slot: `check` sees whether it is the wanted one.
   * @throws as `readStateFile` or `fetchState`, and what `check` throws.
   */
  load(asked?: AskedBlock, listener?: StateListener): Promise<VerifiedState>;
}

/** The SSZ file of a state, and the JSON file of its header. */
export function stateFromFile(file: StateFile): StateSource {
  return {
    movingBlock: null,
    async load(asked) {
      const state = await readStateFile(file);
      asked?.check?.(state.blockRoot);
      return state;
    },
  };
}

/**
 * Untrusted nodes: every answer is checked against the header.
 * @param block  default: finalized.
 */
export function stateFromNodes(access: BeaconAccess, block: BlockId = "finalized"): StateSource {
  return {
    movingBlock: block === "finalized" || block === "head" ? block : null,
    load(asked, listener = {}) {
      const check = asked?.check;
      return fetchState({
        ...access,
        ...listener,
        blockId: asked?.slot ?? block,
        namedRoot: asked?.root,
        check: check && ((_, blockRoot) => check(blockRoot)),
      }).catch((error: unknown) => {
        const isChosen = asked === undefined && error instanceof SlotWithoutBlockError;
        throw isChosen ? new SlotWithoutBlockError(error.node, error.slot, true) : error;
      });
    },
  };
}
