/** Calldata says what the bundle says. @module */
import { decodeFunctionData } from "viem";
import { beforeAll, expect, test } from "vitest";
import type { Bundle } from "../../prover/bundle/schema.ts";
import { encodeReport, reportArguments } from "../../prover/submit/encode-report.ts";
import { reservesOracleAbi as abi } from "../../prover/submit/reserves-oracle-abi.ts";
import { syntheticBundle } from "../bundle/synthetic-bundle.ts";
import { makeToyGroth16, type ToyGroth16 } from "../bundle/toy-groth16.ts";

let toy: ToyGroth16;
let bundle: Bundle;
beforeAll(async () => {
  toy = await makeToyGroth16();
  bundle = await syntheticBundle(toy);
});

test("encodeReport: decoding gives header, list, pages and execution proofs of the bundle", () => {
  const { functionName, args } = decodeFunctionData({ abi, data: encodeReport(bundle, 1_234n) });
  expect(functionName).toBe("report");
  const [timestamp, header, top, pages, execution] = args as ReturnType<typeof reportArguments>;
  expect(timestamp).toBe(1_234n);
  const { header: given } = bundle.manifest;
  expect(header).toEqual({ ...given, slot: BigInt(given.slot), proposerIndex: BigInt(given.proposerIndex) });
  expect(top).toEqual({ ...bundle.manifest.balancesTop, listLength: 44n });
  expect(pages).toHaveLength(3);
  for (const [i, page] of pages.entries()) {
    const { link, publicSignals } = bundle.pages[i]!;
    expect(page).toMatchObject({ linkNode: link.node, linkDepth: BigInt(link.depth), branch: link.branch });
    expect(page.firstChunk).toBe(BigInt(link.firstChunk));
    const { commitmentOut, principalOutWei, rawOutWei, countOut, existingOut } = page;
    expect([commitmentOut, principalOutWei, rawOutWei, countOut, existingOut].map(String)).toEqual(
      [7, 9, 11, 13, 15].map((n) => publicSignals[n]),
    );
  }
  expect(execution).toEqual({
    stateRoot: bundle.execution!.stateRoot,
    branch: bundle.execution!.branch,
    poolProofs: bundle.execution!.pools.map(({ accountProof }) => accountProof),
    supplyAccountProof: bundle.execution!.token.accountProof,
    supplyStorageProof: bundle.execution!.token.storageProof,
  });
});

test("encodeReport: proof coordinates stand in EVM order, the imaginary part of G2 first", () => {
  const changed = structuredClone(bundle);
  changed.pages[0]!.proof = {
    pi_a: ["11", "12", "1"],
    pi_b: [
      ["31", "21"],
      ["32", "22"],
      ["1", "0"],
    ],
    pi_c: ["41", "42", "1"],
    protocol: "groth16",
    curve: "bn128",
  };
  expect(reportArguments(changed, 0n)[3][0]!.proof).toEqual([11n, 12n, 21n, 31n, 22n, 32n, 41n, 42n]);
});

test("encodeReport: a bundle without an execution layer has nothing to report", async () => {
  const without = await syntheticBundle(toy, false);
  expect(() => encodeReport(without, 0n)).toThrow(
    expect.objectContaining({ code: "BUNDLE_WITHOUT_EXECUTION" }),
  );
});
