import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditBundle } from "../../prover/audit/audit-bundle.ts";
import type { ClaimResult, ClaimStatus } from "../../prover/audit/claim.ts";
import { ALL_CLAIMS } from "../../prover/audit/claims/all-claims.ts";
import type { AuditOptions } from "../../prover/audit/evidence.ts";
import { readBundle } from "../../prover/bundle/read-bundle.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { verificationKeySha256 } from "../../prover/groth16/verification-key-hash.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import { askBeaconNodes } from "../../prover/state/beacon-access.ts";
import { fetchBeaconState } from "../../prover/state/fetch-beacon-state.ts";
import { pinHeader } from "../../prover/state/pin-header.ts";
import { freePort } from "../../scripts/devnet/free-port.ts";
import { ceremonyEntry, manifestOf } from "../keys/ceremony-entry.ts";
import { AUDIT_CHANGES, changedBundle } from "../support/audit-changes.ts";
import { finishedSpurt } from "../support/finished-spurt.ts";
import { beaconArguments, type TestNetwork } from "../support/test-network.ts";
import { type Failure, jsonCommand, succeeds } from "./json-command.ts";

/**
 * Those about an oracle without consolidated validators: contracts that others deployed are in
 * test/bundle/check-deployment.test.ts, consolidations in consolidated-spurt.exhaustive.test.ts.
 */
const ELSEWHERE = ["deployment", "consolidations", "consolidations-of-chain"];
const CLAIMS = ALL_CLAIMS.filter(({ id }) => !ELSEWHERE.includes(id));

let world: TestNetwork;
let bundle: string;
let lastSlot: number;
beforeAll(async () => {
  ({ world, bundle, lastSlot } = await finishedSpurt());
});
afterAll(() => world?.network.stop());

interface Audit {
  readonly ok: boolean;
  readonly claims: readonly ClaimResult[];
}
const statusesOf = (claims: readonly ClaimResult[]) =>
  Object.fromEntries(claims.map(({ id, status }) => [id, status]));

/** A manifest that has the bundle's key and circuit, as a release with development keys would have. */
function manifestOfBundle({ manifest: { circuit, key }, verificationKey }: Bundle) {
  return manifestOf(
    ceremonyEntry({
      size: circuit.size as "test",
      slots: circuit.slots,
      lanes: circuit.lanes,
      circuit: { ...ceremonyEntry().circuit, sourceHash: circuit.sourceHash },
      kind: "development",
      insecure: "for tests",
      ptau: null,
      contributions: [],
      verificationKey: { file: key.file, sha256: verificationKeySha256(verificationKey) },
    }),
  );
}

it("is proved again by an auditor, with the same public signals", async () => {
  const args = ["audit", bundle, ...beaconArguments(world), "--reprove"];
  const { claims } = await succeeds<Audit>(args);
  expect(statusesOf(claims)).toMatchObject({ reproved: "ok" });
});

describe("an audit of changed bundles", () => {
  let honest: Bundle;
  let options: AuditOptions;
  beforeAll(async () => {
    honest = await readBundle(bundle);
    const { network, protocol } = world;
    const beacon = { beaconUrls: [network.beaconUrl] };
    const state = fetchBeaconState({ ...beacon, blockId: lastSlot });
    options = {
      nodes: {
        chain: createChainClient({ url: network.rpcUrl }),
        oracle: protocol.oracle,
        loadState: () => state,
        loadHeader: (blockId) => askBeaconNodes(beacon, (node) => pinHeader(node, { blockId })),
      },
      manifest: manifestOfBundle(honest),
      // What an honest prover gives; the test before proves.
      reprove: async (_, __, ___, pages) => pages.map(({ publicInputs }) => toPublicSignals(publicInputs)),
    };
  });
  const idsOf = (claims: readonly ClaimResult[], status: ClaimStatus) =>
    claims.filter((claim) => claim.status === status).map(({ id }) => id);

  it("of an unchanged one finds nothing", async () => {
    const claims = await auditBundle(honest, options);
    expect(idsOf(claims, "ok")).toEqual(CLAIMS.map(({ id }) => id));
  });

  it.each(AUDIT_CHANGES.map((changes) => [changes.map(({ name }) => name).join("; "), changes] as const))(
    "finds, and nothing else: %s",
    async (_, changes) => {
      const claims = await auditBundle(changedBundle(honest, changes), options);
      const expected = (key: "differs" | "unchecked") =>
        new Set(changes.flatMap((change) => change[key] ?? []));
      expect(new Set(idsOf(claims, "differs"))).toEqual(expected("differs"));
      expect(new Set(idsOf(claims, "unchecked"))).toEqual(expected("unchecked"));
      for (const { status, differences } of claims) {
        expect(differences.length > 0).toBe(status === "differs");
      }
    },
  );

  it("has seen every claim differ", () => {
    const seen = new Set(AUDIT_CHANGES.flat().flatMap(({ differs }) => differs));
    expect(CLAIMS.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });
});

it("a dead node leaves claims open, with its reason, and hides none of the others", async () => {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const { network, protocol } = world;
  const audit = (beacon: string, rpc: string) =>
    jsonCommand<Audit & Failure>([
      "audit",
      bundle,
      "--beacon",
      beacon,
      "--rpc",
      rpc,
      "--oracle",
      protocol.oracle,
    ]);
  const offline = CLAIMS.filter((claim) => claim.offline && claim.id !== "key-of-manifest");
  const allDead = await audit(nowhere, nowhere);
  expect(allDead).toMatchObject({ exitCode: 1, answer: { code: "AUDIT_NOT_OK", ok: false } });
  for (const { id, status, reason } of allDead.answer.claims) {
    if (["reproved", "key-of-manifest", ...ELSEWHERE].includes(id)) continue;
    const isOffline = offline.some((claim) => claim.id === id);
    expect({ id, status }).toEqual({ id, status: isOffline ? "ok" : "unchecked" });
    if (!isOffline) expect(reason).toContain(nowhere);
  }
  const noBeacon = await audit(nowhere, network.rpcUrl);
  expect(noBeacon.exitCode).toBe(1);
  expect(statusesOf(noBeacon.answer.claims)).toMatchObject({
    "block-of-chain": "ok",
    "block-of-spurt": "ok",
    "registry-events": "ok",
    registry: "ok",
    sources: "ok",
    "key-of-oracle": "ok",
    report: "ok",
    "block-of-node": "unchecked",
    "own-balances": "unchecked",
    "public-inputs": "unchecked",
  });
  const noRpc = await audit(network.beaconUrl, nowhere);
  expect(noRpc.exitCode).toBe(1);
  expect(statusesOf(noRpc.answer.claims)).toMatchObject({
    "block-of-node": "ok",
    "own-balances": "ok",
    "execution-block": "ok",
    registry: "unchecked",
    "source-values": "unchecked",
    rate: "unchecked",
  });
});
