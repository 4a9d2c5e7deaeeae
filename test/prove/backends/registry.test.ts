/** What holds for every backend, whoever added it, and which one proves if none is named. @module */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BadInputError } from "../../../prover/errors.ts";
import type { Backend } from "../../../prover/prove/backends/backend.ts";
import {
  BACKEND_NAMES,
  BACKENDS,
  backendNamed,
  defaultBackends,
  findBackend,
} from "../../../prover/prove/backends/registry.ts";
import { rapidsnarkThat } from "./rapidsnark-stand-in.ts";

class MissingError extends BadInputError {
  readonly code = "MISSING";
  constructor(name: string) {
    super(`There is no ${name}.`, { hints: [`Build ${name}.`] });
  }
}
const [included] = BACKENDS.filter(({ installation }) => installation === null);
const absent = (name: string): Backend => ({
  ...included!,
  name,
  installation: `Build ${name}.`,
  find: () => Promise.reject(new MissingError(name)),
});
const present = (name: string): Backend => ({ ...absent(name), find: async () => ({ name }) });

describe.each(BACKENDS)("the backend $name", (backend) => {
  it("has a name of its own, and options that no other backend has", () => {
    expect(BACKEND_NAMES.filter((name) => name === backend.name)).toHaveLength(1);
    const all = BACKENDS.flatMap(({ options }) => options.map(({ name }) => name));
    for (const { name, value, description } of backend.options) {
      expect(all.filter((other) => other === name)).toHaveLength(1);
      expect(name).toMatch(/^[a-z]+$/);
      expect(value).toMatch(/^<[a-z]+>$/);
      expect(description).toMatch(/\S/);
    }
  });

  it("is part of this program, or says how to get it", () => {
    expect(backend.installation ?? "included.").toMatch(/^\S.*\.$/);
  });

  it("takes more memory for a larger key, and keeps at least one page in progress on any machine", () => {
    const bytes = fc.integer({ min: 1_000, max: 4e9 });
    fc.assert(
      fc.property(bytes, bytes, fc.integer({ min: 1, max: 512 }), (a, b, cores) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        expect(backend.memoryBytes(small, 1)).toBeLessThanOrEqual(backend.memoryBytes(large, 1));
        expect(backend.memoryBytes(small, 1)).toBeLessThanOrEqual(backend.memoryBytes(small, 2));
        expect(backend.memoryBytes(small, 1)).toBeGreaterThan(0);
        expect(Number.isInteger(backend.pagesAtOnce(cores))).toBe(true);
        expect(backend.pagesAtOnce(cores)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it("is found by its name, or says what would make it available", async () => {
    expect(backendNamed(backend.name)).toBe(backend);
    const found = await findBackend({ backend: backend.name }).catch((error) => error);
    if (found instanceof Error) expect(found).toMatchObject({ hints: [expect.stringMatching(/\S/)] });
    else {
      expect(found.name).toBe(backend.name);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    }
  });
});

describe("findBackend", () => {
  it("takes the first one that is available, in the order of the list", async () => {
    const available = await Promise.allSettled(defaultBackends().map(({ find }) => find({})));
    expect(await findBackend({})).toEqual(available.find((found) => found.status === "fulfilled")!.value);
    const all = [absent("fast"), present("good"), included!, present("other")];
    expect(await findBackend({}, all)).toEqual({ name: "good" });
    expect(await findBackend({}, [absent("fast"), included!])).toEqual({ name: included!.name });
  });

  it("never takes one unasked that comes after what is part of this program", async () => {
    expect(defaultBackends([absent("fast"), included!, present("other")]).map(({ name }) => name)).toEqual([
      "fast",
      included!.name,
    ]);
  });

  it("says why the first one is not available where none is", async () => {
    await expect(findBackend({}, [absent("fast"), absent("slow")])).rejects.toMatchObject({
      message: "There is no fast.",
    });
  });

  it("gives a backend its own options, and does not mind those of others", async () => {
    const path = rapidsnarkThat("proves");
    const options = { backend: "rapidsnark", rapidsnark: path };
    expect(await findBackend(options)).toEqual({ name: "rapidsnark", path });
    const elsewhere = { backend: "snarkjs", rapidsnark: "/nowhere/prover" };
    expect(await findBackend(elsewhere)).toEqual({ name: "snarkjs" });
    await expect(findBackend({ ...elsewhere, backend: "rapidsnark" })).rejects.toMatchObject({
      code: "PROGRAM_MISSING",
    });
  });

  it("knows no other names", () => {
    expect(() => backendNamed("nothing")).toThrow(RangeError);
  });
});
