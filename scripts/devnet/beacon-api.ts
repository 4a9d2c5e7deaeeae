/**
 * A Beacon API on the loopback interface: the part that a prover reads. Routes, encodings (JSON and SSZ) and response
 * headers are Lodestar's own, so a client that works here works with a Lodestar node.
 * @module
 */
import type { AddressInfo } from "node:net";
import { type Endpoint, routes } from "@lodestar/api";
import { type ApplicationMethod, createFastifyRoute } from "@lodestar/api/server";
import { type BeaconConfig, type ChainConfig, specValuesToJson } from "@lodestar/config";
import { activePreset } from "@lodestar/params";
import { fastify, type RouteOptions } from "fastify";
import { parse } from "qs";
import { fromHex } from "../../prover/hex.ts";
import type { BeaconChain, ChainBlock } from "./beacon-chain.ts";
import { findBlock, findState } from "./find-block.ts";

export interface BeaconApi {
  readonly url: string;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

export async function startBeaconApi(
  chain: BeaconChain,
  config: BeaconConfig,
  chainConfig: ChainConfig,
): Promise<BeaconApi> {
  const server = fastify({
    forceCloseConnections: true,
    routerOptions: { querystringParser: (text) => parse(text, { comma: true, parseArrays: false }) },
  });
  // The error body of the Beacon API: its own code and message instead of fastify's.
  server.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const code = error.statusCode ?? 500;
    return reply.status(code).send({ code, message: error.message });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.status(404).send({ code: 404, message: `${request.method} ${request.url} is not served here.` }),
  );
  for (const options of beaconRoutes(chain, config, chainConfig)) server.route(options);
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo; // A TCP server's address is never a string.
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

/** Lodestar's default of `api.maxGindicesInProof`. */
const MAX_GINDICES_IN_PROOF = 512;

/** Fastify's type leaves request parameters unknown; each route validates its own by the schema it carries. */
function route<E extends Endpoint>(
  definition: Parameters<typeof createFastifyRoute<E>>[0],
  method: ApplicationMethod<E>,
  operationId: string,
): RouteOptions {
  return createFastifyRoute(definition, method, operationId) as RouteOptions;
}

function beaconRoutes(chain: BeaconChain, config: BeaconConfig, chainConfig: ChainConfig): RouteOptions[] {
  const beacon = routes.beacon.getDefinitions(config);
  const debug = routes.debug.getDefinitions(config);
  const proof = routes.proof.getDefinitions(config);
  const node = routes.node.getDefinitions(config);
  const configuration = routes.config.getDefinitions(config);
  const metaOf = (block: ChainBlock) => ({
    executionOptimistic: false,
    finalized: block.slot <= chain.finalized.slot,
  });
  return [
    route(
      beacon.getGenesis,
      async () => ({
        data: {
          genesisTime: chain.headState.genesisTime,
          genesisValidatorsRoot: chain.headState.genesisValidatorsRoot,
          genesisForkVersion: config.GENESIS_FORK_VERSION,
        },
      }),
      "getGenesis",
    ),
    route(
      beacon.getBlockHeader,
      async ({ blockId }) => {
        const block = findBlock(chain, blockId);
        const header = { message: block.header, signature: block.signature };
        return { data: { root: fromHex(block.root), canonical: true, header }, meta: metaOf(block) };
      },
      "getBlockHeader",
    ),
    route(
      beacon.getBlockRoot,
      async ({ blockId }) => {
        const block = findBlock(chain, blockId);
        return { data: { root: fromHex(block.root) }, meta: metaOf(block) };
      },
      "getBlockRoot",
    ),
    route(
      debug.getStateV2,
      async ({ stateId }) => {
        const { block, state } = findState(chain, stateId);
        return { data: state.serialize(), meta: { version: state.forkName, ...metaOf(block) } };
      },
      "getStateV2",
    ),
    route(
      proof.getStateProof,
      async ({ stateId, descriptor }) => {
        // As a Lodestar node: half the bytes are about the number of nodes asked for.
        if (descriptor.length / 2 > MAX_GINDICES_IN_PROOF) throw new Error("Requested proof is too large.");
        const { state } = findState(chain, stateId);
        return { data: state.createMultiProof(descriptor), meta: { version: state.forkName } };
      },
      "getStateProof",
    ),
    route(
      configuration.getSpec,
      async () => ({ data: specValuesToJson({ ...activePreset, ...chainConfig }) }),
      "getSpec",
    ),
    route(
      node.getNodeVersion,
      async () => ({ data: { version: "pufeth-por-devnet/lodestar-state-transition" } }),
      "getNodeVersion",
    ),
    route(
      node.getSyncingStatus,
      async () => ({
        data: {
          headSlot: chain.head.slot,
          syncDistance: 0,
          isSyncing: false,
          isOptimistic: false,
          elOffline: false,
        },
      }),
      "getSyncingStatus",
    ),
  ];
}
