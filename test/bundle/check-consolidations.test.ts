/** Principal that others hold counts as far as the state shows it, once, and nothing else does. @module */
import { beforeAll, describe, expect, test } from "vitest";
import { checkConsolidations } from "../../prover/bundle/check-consolidations.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import { verifyBundle } from "../../prover/bundle/verify-bundle.ts";
import type { ConsolidationsProof } from "../../prover/chain/execution/execution-proof.ts";
import { type ToyGroth16, toyGroth16 } from "../support/toy-groth16.ts";
import { type ConsolidatedParts, CREDIT_GWEI, consolidatedParts, TARGET } from "./consolidated-bundle.ts";
import { SOURCE, syntheticParts } from "./synthetic-bundle.ts";

type Source = ConsolidationsProof["sources"][number];
type Member = ConsolidationsProof["members"][number];

let toy: ToyGroth16;
let parts: ConsolidatedParts;
beforeAll(async () => {
  toy = await toyGroth16();
  parts = await consolidatedParts(toy);
});

const withProof = (consolidations: ConsolidationsProof | null) =>
  makeBundle({ ...parts, execution: { ...parts.execution, consolidations } });
const verify = (consolidations: ConsolidationsProof | null) => verifyBundle(withProof(consolidations));
const check = async (consolidations: ConsolidationsProof) => checkConsolidations(withProof(consolidations));

describe("consolidated validators", () => {
  test("are checked by verify", async () => {
    const consolidations = { ...parts.execution.consolidations, creditedGwei: "1" };
    await expect(verify(consolidations)).rejects.toMatchObject({ code: "CONSOLIDATIONS_INVALID" });
  });

  test("count beside what each validator counts alone, up to the principal of the group", async () => {
    const alone = (await verify(null)).summary;
    const { summary } = await verify(parts.execution.consolidations);
    expect(summary.consolidatedGwei).toBe(CREDIT_GWEI.toString());
    expect(summary.principalGwei).toBe(alone.principalGwei);
    expect(BigInt(summary.reservesWei) - BigInt(alone.reservesWei)).toBe(CREDIT_GWEI * 10n ** 9n);
    expect(BigInt(summary.rate!)).toBeGreaterThan(BigInt(alone.rate!));
  });

  interface Forgery {
    readonly why: RegExp;
    readonly forge: (proof: ConsolidationsProof) => ConsolidationsProof;
  }
  const edit = (proof: ConsolidationsProof, source: Partial<Source>, i = 0) => ({
    ...proof,
    sources: proof.sources.map((old, k) => (k === i ? { ...old, ...source } : old)),
  });
  const editMember = (proof: ConsolidationsProof, member: Partial<Member>, i = 0) => ({
    ...proof,
    members: proof.members.map((old, k) => (k === i ? { ...old, ...member } : old)),
  });

  test.each<[string, Forgery]>([
    [
      "more than the groups hold",
      { why: /credit of/, forge: (p) => ({ ...p, creditedGwei: String(CREDIT_GWEI + 1n) }) },
    ],
    ["less than they hold", { why: /credit of/, forge: (p) => ({ ...p, creditedGwei: "1" }) }],
    ["a foreign target", { why: /no member/, forge: (p) => edit(p, { targetIndex: "41" }) }],
    [
      "a target past the list",
      { why: /no member/, forge: (p) => edit(p, { targetIndex: "18446744073709551615" }) },
    ],
    ["a member twice", { why: /twice/, forge: (p) => ({ ...p, members: [p.members[0]!, ...p.members] }) }],
    [
      "a source twice, in two groups",
      {
        why: /twice/,
        forge: (p) => ({ ...p, sources: [...p.sources, { ...p.sources[0]!, targetIndex: "3" }] }),
      },
    ],
    [
      "one provision for two members",
      { why: /provision/, forge: (p) => editMember(p, { provision: p.members[1]!.provision }) },
    ],
    [
      "a member outside the registry",
      { why: /not in the registry/, forge: (p) => editMember(p, { validatorIndex: "4" }) },
    ],
    [
      "another balance",
      { why: /another balance/, forge: (p) => editMember(p, { chunk: p.members[0]!.chunk }, 1) },
    ],
    ["a principal that came back", { why: /not out/, forge: (p) => editMember(p, { isOut: false }) }],
    ["a circle", { why: /circle/, forge: (p) => edit(p, { targetIndex: String(SOURCE) }) }],
    [
      "a source that is withdrawable later",
      { why: /after this block/, forge: (p) => edit(p, { withdrawableEpoch: "999999" }) },
    ],
    [
      "a source with another epoch",
      { why: /another validator/, forge: (p) => edit(p, { withdrawableEpoch: "2999" }) },
    ],
    [
      "another validator as the source",
      { why: /another validator/, forge: (p) => edit(p, { sourceIndex: "3" }) },
    ],
    [
      "a slashed source",
      { why: /slashed/, forge: (p) => ({ ...p, sources: [...p.sources, parts.slashedSource] }) },
    ],
    [
      "an index past all numbers",
      { why: /another validator/, forge: (p) => edit(p, { sourceIndex: "18446744073709551615" }) },
    ],
    [
      "a list of validators of another length",
      { why: /entries/, forge: (p) => ({ ...p, top: { ...p.top, length: p.top.length + 1 } }) },
    ],
    [
      "a group of nobody",
      {
        why: /nothing was consolidated into/,
        forge: (p) => ({
          ...p,
          members: [
            {
              ...p.members[1]!,
              validatorIndex: "3",
              provision: "1",
              chunk: p.members[0]!.branch[0]!,
              branch: chunkBranchOfThree(p),
            },
            ...p.members,
          ],
        }),
      },
    ],
  ])("with %s are refused", async (_, { why, forge }) => {
    const failure = await check(forge(parts.execution.consolidations)).catch((e) => e);
    expect(failure).toMatchObject({ code: "CONSOLIDATIONS_INVALID", exitCode: 1 });
    expect(failure.reason).toMatch(why);
  });

  test("of another block are refused", async () => {
    const other = await syntheticParts(toy);
    const execution = { ...other.execution!, consolidations: parts.execution.consolidations };
    await expect(verifyBundle(makeBundle({ ...other, execution }))).rejects.toMatchObject({
      code: "CONSOLIDATIONS_INVALID",
    });
  });

  test("are proved by every byte of their branches", async () => {
    const proof = parts.execution.consolidations;
    const flip = (hex: `0x${string}`): `0x${string}` => `0x${hex[2] === "0" ? "1" : "0"}${hex.slice(3)}`;
    const flipAt = (branch: `0x${string}`[], i: number) =>
      branch.map((node, k) => (k === i ? flip(node) : node));
    const forged: ConsolidationsProof[] = [
      ...proof.sources[0]!.branch.map((_, i) => edit(proof, { branch: flipAt(proof.sources[0]!.branch, i) })),
      ...proof.members[1]!.branch.map((_, i) =>
        editMember(proof, { branch: flipAt(proof.members[1]!.branch, i) }, 1),
      ),
      edit(proof, { keyAndCredentials: flip(proof.sources[0]!.keyAndCredentials) }),
      edit(proof, { activation: flip(proof.sources[0]!.activation) }),
      edit(proof, { effectiveBalanceGwei: "1" }),
      edit(proof, { exitEpoch: "1" }),
      { ...proof, top: { ...proof.top, node: flip(proof.top.node) } },
    ];
    for (const one of forged) {
      await expect(check(one)).rejects.toMatchObject({ code: "CONSOLIDATIONS_INVALID" });
    }
  });

  test("name their target", () => {
    expect(parts.execution.consolidations.members.map(({ validatorIndex }) => validatorIndex)).toEqual([
      String(SOURCE),
      String(TARGET),
    ]);
  });
});

/** 3 stands in the chunk before the one of 5. */
function chunkBranchOfThree({ members: [source] }: ConsolidationsProof): `0x${string}`[] {
  return [source!.chunk, ...source!.branch.slice(1)];
}
