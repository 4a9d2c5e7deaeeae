import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { PageTooSmallError } from "../../prover/plan/errors.ts";
import { existingChunks } from "../../prover/plan/page-shape.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { registryCommitment } from "../../prover/plan/registry-commitment.ts";
import type { LinkPosition } from "../../prover/state/link-position.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { countSlots, deepestLink } from "./independent-shape.ts";

const VALIDATORS = 5000;
/** 1,250 chunks. */
const TOP_DEPTH = 11;
const balanceGwei = (index: number) => 31_000_000_000n + BigInt((index * 7919) % 2_000_000_000);
const ETH = 1_000_000_000n;

const registries = fc
  .uniqueArray(fc.nat({ max: VALIDATORS + 20 }), { minLength: 1, maxLength: 60 })
  .map((indices): RegistryEntry[] => indices.map((index) => ({ index, principalGwei: 32n * ETH })));
const limits = fc.record({ slots: fc.integer({ min: 1, max: 40 }), lanes: fc.integer({ min: 1, max: 20 }) });

const startOf = (startWei: bigint) => ({ principalOutWei: startWei, rawOutWei: startWei });

const oneLevelUp = ({ depth, firstChunk }: LinkPosition): LinkPosition => ({
  depth: depth + 1,
  firstChunk: Math.floor(firstChunk / 2 ** (depth + 1)) * 2 ** (depth + 1),
});

describe("planPages", () => {
  let state: VerifiedState;
  beforeAll(async () => {
    const balances = Array.from({ length: VALIDATORS }, (_, index) => balanceGwei(index));
    state = (await syntheticState(balances)).state;
  });

  it("puts every validator into exactly one page, in registry order, and no page over its limits", async () => {
    await fc.assert(
      fc.asyncProperty(registries, limits, async (registry, size) => {
        const plan = await planPages(registry, state, size, 0n);
        expect(plan.pages.flatMap(({ validators }) => validators.map(({ index }) => index))).toEqual(
          registry.map(({ index }) => index),
        );
        for (const page of plan.pages) {
          expect(page.validators.length).toBeLessThanOrEqual(size.lanes);
          expect(page.slots).toBeLessThanOrEqual(size.slots);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("chains pages: each starts with what the one before ended with, from nothing to the whole registry", async () => {
    await fc.assert(
      fc.asyncProperty(
        registries,
        limits,
        fc.bigInt({ min: 0n, max: 1n << 100n }),
        async (registry, size, startWei) => {
          const inputs = (await planPages(registry, state, size, startWei)).pages.map(
            (page) => page.publicInputs,
          );
          const first = inputs[0]!;
          const last = inputs.at(-1)!;
          expect([first.commitmentIn, first.countIn, first.existingIn]).toEqual([0n, 0n, 0n]);
          expect([first.principalInWei, first.rawInWei]).toEqual([startWei, startWei]);
          for (let i = 1; i < inputs.length; i++) {
            const [before, after] = [inputs[i - 1]!, inputs[i]!];
            expect(after.commitmentIn).toBe(before.commitmentOut);
            expect(after.principalInWei).toBe(before.principalOutWei);
            expect(after.rawInWei).toBe(before.rawOutWei);
            expect(after.countIn).toBe(before.countOut);
            expect(after.existingIn).toBe(before.existingOut);
          }
          const existing = registry.filter(({ index }) => index < VALIDATORS);
          const raw = existing.reduce((sum, { index }) => sum + balanceGwei(index) * ETH, startWei);
          const backed = existing.reduce((sum, { index }) => {
            const balance = balanceGwei(index);
            return sum + (balance < 32n * ETH ? balance : 32n * ETH) * ETH;
          }, startWei);
          expect(last.rawOutWei).toBe(raw);
          expect(last.principalOutWei).toBe(backed);
          expect(last.countOut).toBe(BigInt(registry.length));
          expect(last.existingOut).toBe(BigInt(existing.length));
          expect(last.commitmentOut).toBe(await registryCommitment(registry));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("continues from any validator to the same totals as from the first, and from a border with the same pages", async () => {
    const cases = fc.tuple(registries, limits, fc.bigInt({ min: 0n, max: 1n << 100n }), fc.nat());
    await fc.assert(
      fc.asyncProperty(cases, async ([registry, size, startWei, place]) => {
        const from = place % registry.length;
        const whole = (await planPages(registry, state, size, startWei)).pages;
        const rest = (await planPages(registry, state, size, startWei, from)).pages;
        const end = (pages: typeof whole) => {
          const { commitmentOut, principalOutWei, rawOutWei, countOut, existingOut } =
            pages.at(-1)!.publicInputs;
          return { commitmentOut, principalOutWei, rawOutWei, countOut, existingOut };
        };
        expect(end(rest)).toEqual(end(whole));
        expect(rest.flatMap(({ validators }) => validators.map(({ index }) => index))).toEqual(
          registry.slice(from).map(({ index }) => index),
        );
        // What the first ones come to is what a plan of them alone ends with.
        const { publicInputs: first } = rest[0]!;
        const before =
          from === 0
            ? { commitmentOut: 0n, countOut: 0n, existingOut: 0n, ...startOf(startWei) }
            : end((await planPages(registry.slice(0, from), state, size, startWei)).pages);
        expect({
          commitmentOut: first.commitmentIn,
          countOut: first.countIn,
          existingOut: first.existingIn,
          principalOutWei: first.principalInWei,
          rawOutWei: first.rawInWei,
        }).toEqual(before);

        for (const [i, { publicInputs }] of whole.entries()) {
          const again = (await planPages(registry, state, size, startWei, Number(publicInputs.countIn)))
            .pages;
          expect(again.map(({ publicInputs: inputs }) => inputs)).toEqual(
            whole.slice(i).map(({ publicInputs: inputs }) => inputs),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  it("never opens a page for what would have fitted into the one before", async () => {
    await fc.assert(
      fc.asyncProperty(registries, limits, async (registry, size) => {
        const { pages } = await planPages(registry, state, size, 0n);
        for (let i = 0; i + 1 < pages.length; i++) {
          const both = [...pages[i]!.validators, ...pages[i + 1]!.validators];
          const chunks = existingChunks(both);
          const slots = chunks.length === 0 ? 0 : countSlots(chunks, deepestLink(chunks));
          expect(both.length > size.lanes || slots > size.slots).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("links each page under the highest node that its slots reach, at most the top of the list", async () => {
    await fc.assert(
      fc.asyncProperty(registries, limits, async (registry, size) => {
        const { pages } = await planPages(registry, state, size, 0n);
        for (const { link, slots, validators, publicInputs } of pages) {
          const chunks = existingChunks(validators);
          expect(
            chunks.filter(
              (chunk) => Math.floor(chunk / 2 ** link.depth) !== link.firstChunk / 2 ** link.depth,
            ),
          ).toEqual([]);
          expect(slots).toBe(countSlots(chunks, link));
          expect(link.depth === TOP_DEPTH || countSlots(chunks, oneLevelUp(link)) > size.slots).toBe(true);
          expect(publicInputs).toMatchObject({
            leafBase: 2n ** BigInt(link.depth),
            firstChunk: BigInt(link.firstChunk),
            span: 2n ** BigInt(link.depth),
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("links a page of validators that do not exist at the top: nothing is claimed, no slot is used", async () => {
    const registry = [{ index: VALIDATORS, principalGwei: 32n * ETH }];
    const { pages } = await planPages(registry, state, { slots: 1, lanes: 1 }, 0n);
    expect(pages[0]).toMatchObject({ link: { depth: TOP_DEPTH, firstChunk: 0 }, slots: 0 });
  });

  it("consumes validators that do not exist yet, names them and counts them as 0 ETH", async () => {
    const registry = [VALIDATORS, 3, VALIDATORS + 1].map((index) => ({ index, principalGwei: 32n * ETH }));
    const plan = await planPages(registry, state, { slots: 4, lanes: 8 }, 0n);
    expect(plan.notExisting).toEqual([VALIDATORS, VALIDATORS + 1]);
    const { countOut, existingOut, rawOutWei } = plan.pages.at(-1)!.publicInputs;
    expect([countOut, existingOut, rawOutWei]).toEqual([3n, 1n, balanceGwei(3) * ETH]);
  });

  it.each([
    { slots: 0, lanes: 8 },
    { slots: 4, lanes: 0 },
  ])("refuses a page that cannot hold one validator: %o", async (size) => {
    const registry = [{ index: 7, principalGwei: 32n * ETH }];
    await expect(planPages(registry, state, size, 0n)).rejects.toThrow(PageTooSmallError);
  });
});
