/**
 * State source: beacon nodes that serve the debug endpoint. The header is fetched first and fixes the block by its
 * root; the state is then taken from the cache or fetched for that header. Both are untrusted and checked.
 * @module
 */
import { ProverError } from "../errors.ts";
import { askBeaconNodes, type BeaconAccess } from "./beacon-access.ts";
import type { BeaconNode } from "./beacon-node.ts";
import { type Download, MemoryDownload } from "./download.ts";
import { HeaderNotOfStateError, StateEncodingError } from "./errors.ts";
import { FileDownload } from "./file-download.ts";
import { forkOfNodesState } from "./fork-by-node.ts";
import { BeaconNodeUnreachableError, NodesStateUnreadableError } from "./node-errors.ts";
import { type BlockQuestion, pinHeader } from "./pin-header.ts";
import type { BeaconHeader, VerifiedState } from "./verified-state.ts";
import { verifyState } from "./verify-state.ts";

/** Attempts after a connection broke during a download that made progress. */
const ATTEMPTS = 4;

/**
 * @throws what `pinHeader`, `forkOfNodesState` and `verifyState` throw and the errors of `./node-errors.ts`; with several
 * nodes NoBeaconNodeError with the errors of each; StateCacheError.
 */
export async function fetchBeaconState({
  blockId,
  namedRoot,
  check,
  ...access
}: BlockQuestion & BeaconAccess): Promise<VerifiedState> {
  return askBeaconNodes(access, async (node) =>
    wholeState(node, await pinHeader(node, { blockId, namedRoot, check }, access.onNotice), access),
  );
}

/** The state of a pinned header, from the cache or from this node. */
export async function wholeState(
  node: BeaconNode,
  header: BeaconHeader,
  access: BeaconAccess,
): Promise<VerifiedState> {
  return (await cachedState(header, access)) ?? downloadedState(node, header, access);
}

/** Undefined if it is not in the cache. Damaged files are removed. @throws StateCacheError */
export async function cachedState(
  header: BeaconHeader,
  { cache, onNotice }: BeaconAccess,
): Promise<VerifiedState | undefined> {
  const cached = await cache?.find(header.stateRoot);
  if (cached === undefined) return undefined;
  try {
    return await verifyState({ ...cached, header });
  } catch (error) {
    // The state is correct, but the header is not.
    if (!(error instanceof ProverError) || error instanceof HeaderNotOfStateError) throw error;
    await cache?.discard(cached);
    onNotice?.(`${cached.path} is damaged and was removed.`);
    return undefined;
  }
}

async function downloadedState(
  node: BeaconNode,
  header: BeaconHeader,
  access: BeaconAccess,
): Promise<VerifiedState> {
  const { cache } = access;
  const download = (await cache?.openDownload(header.stateRoot)) ?? new MemoryDownload();
  let state: VerifiedState;
  try {
    state = await verifiedDownload(node, header, download, access);
  } catch (error) {
    await download.release();
    throw error;
  }
  if (cache && download instanceof FileDownload) await cache.keep(download, header.stateRoot, state.fork);
  return state;
}

async function verifiedDownload(
  node: BeaconNode,
  header: BeaconHeader,
  download: Download,
  { onProgress, onNotice }: BeaconAccess,
): Promise<VerifiedState> {
  const { named, isResumed } = await completeDownload(node, header, download, onProgress);
  const stateBytes = await download.read();
  try {
    const fork = await forkOfNodesState({ node, slot: header.slot, named }, stateBytes);
    return await verifyState({ stateBytes, fork, header });
  } catch (caught) {
    const isNoState = caught instanceof StateEncodingError;
    const error = isNoState ? new NodesStateUnreadableError(node.name, header.slot, caught) : caught;
    await download.begin(undefined);
    if (!isResumed || !(error instanceof ProverError)) throw error;
    // The beginning may come from another node or be damaged, so this node is not necessarily at fault.
    onNotice?.("The resumed download failed verification: downloading again from the start.");
    return verifiedDownload(node, header, download, { beaconUrls: [], onProgress });
  }
}

interface CompleteDownload {
  /** The fork named by the node, if it names one. */
  readonly named: string | null;
  /** Whether it may be of several answers. */
  readonly isResumed: boolean;
}

async function completeDownload(
  node: BeaconNode,
  header: BeaconHeader,
  download: Download,
  onProgress: BeaconAccess["onProgress"],
): Promise<CompleteDownload> {
  let isResumed = false;
  for (let attempt = 1; ; attempt++) {
    let receivedBytes = 0;
    isResumed ||= download.byteCount > 0;
    const count = (bytes: number) => {
      receivedBytes += bytes;
      onProgress?.(download.byteCount);
    };
    try {
      return { named: await node.askState(header, download, count), isResumed };
    } catch (error) {
      const isBroken = error instanceof BeaconNodeUnreachableError && receivedBytes > 0;
      if (!isBroken || attempt === ATTEMPTS) throw error;
    }
  }
}
