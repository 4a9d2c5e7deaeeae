import { createHash } from "node:crypto";
import { ssz } from "@lodestar/types";
import fc from "fast-check";
import { hexToBigInt } from "viem";
import { describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { loadNetwork } from "../../prover/puffer/load-network.ts";
import { networkOf } from "../../prover/puffer/network.ts";
import {
  mappingSlot,
  moduleSlots,
  nameKey,
  nameOfKey,
  namespaceBase,
  podCredentials,
  podOf,
  pubkeyRootOf,
  readStatus,
  STATUS,
  slotHex,
  validatorSlots,
} from "../../prover/puffer/storage-slots.ts";
import { podOfCredentials } from "../../prover/state/pod-of-credentials.ts";
import { PUFFER_FACTS } from "./real-puffer.ts";

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe.skipIf(PUFFER_FACTS === undefined)("beside the collected facts", () => {
  const { slots, examples, modules, addresses } = PUFFER_FACTS ?? ({} as never);

  it("derives the slots of mappings, names and keys", () => {
    const vault = addresses.vault!.toLowerCase() as Hex;
    const base = BigInt(slots["protocol.base"]!);
    expect(slotHex(mappingSlot(vault, 3n))).toBe(slots["weth.balanceOf[vault]"]);
    expect(slotHex(mappingSlot(vault, 0n))).toBe(slots["steth.shares[vault]"]);
    expect(
      slotHex(
        mappingSlot(
          addresses.protocol!.toLowerCase() as Hex,
          BigInt(slots["vault.erc20.balances (mapping)"]!),
        ),
      ),
    ).toBe(slots["vault.balanceOf[protocol] (bonds)"]);
    expect(nameKey("PUFFER_MODULE_0")).toBe(examples["name PUFFER_MODULE_0"]);
    const first = validatorSlots(base, "PUFFER_MODULE_0", 0n);
    expect(slotHex(first.node)).toBe(examples["validators[PUFFER_MODULE_0][0]"]);
    expect(slotHex(first.key[0])).toBe(examples["its public key, first data slot"]);
    expect(first.key[1]).toBe(first.key[0] + 1n);
  });

  it("derives the pod of each module", async () => {
    const network = networkOf(await loadNetwork("mainnet"));
    const derived = modules.map(({ module }) => podOf(network, module as Hex));
    expect(derived).toEqual(modules.map(({ pod }) => pod.toLowerCase()));
    expect(derived).toHaveLength(98);
  });

  it("does not derive the depositor's slot from its name: that one is a literal", async () => {
    const literal = BigInt(slots["revenueDepositor.base (a literal, NOT erc7201 of its name)"]!);
    const byName = namespaceBase("puffer.storage.PufferRevenueDepositor");
    expect(byName).not.toBe(literal);
    const [layout] = networkOf(await loadNetwork("mainnet")).revenueDepositor.layouts;
    expect(BigInt(layout!.distribution)).toBe(literal);
  });
});

describe("words", () => {
  it("takes the ERC-7201 base of a namespace", () => {
    // The example of the EIP.
    expect(slotHex(namespaceBase("example.main"))).toBe(
      "0x183a6125c38840424c4a85fa12bab2ab606c4b6d0e7cc73c0c06ba5300eab500",
    );
  });

  it("has the two storage words of a public key as its SSZ chunks", () => {
    fc.assert(
      fc.property(bytesOf(48), (key) => {
        const padded = new Uint8Array(64);
        padded.set(key);
        const [first, second] = [padded.slice(0, 32), padded.slice(32)].map((half) =>
          hexToBigInt(toHex(half)),
        );
        const root = pubkeyRootOf(first!, second!);
        expect(root).toBe(toHex(ssz.BLSPubkey.hashTreeRoot(key)));
        expect(root).toBe(`0x${createHash("sha256").update(padded).digest("hex")}`);
      }),
    );
  });

  it("reads module and status, whatever stands above them", () => {
    fc.assert(
      fc.property(
        bytesOf(20),
        fc.constantFrom(...Object.values(STATUS)),
        bytesOf(11),
        (module, status, above) => {
          const word = hexToBigInt(`0x${toHex(above).slice(2)}0${status}${toHex(module).slice(2)}`);
          expect(readStatus(word)).toEqual({ module: toHex(module), status });
        },
      ),
    );
  });

  it("names the credentials of a pod as the state writes them", () => {
    fc.assert(
      fc.property(bytesOf(20), (pod) => {
        for (const credentials of podCredentials(toHex(pod))) {
          expect(podOfCredentials(credentials)).toBe(toHex(pod));
        }
      }),
    );
  });

  it("reads a name back from its key, and nothing that is no text", () => {
    expect(nameOfKey(nameKey("PUFFER_MODULE_12"))).toBe("PUFFER_MODULE_12");
    expect(nameOfKey(`0x${"00".repeat(32)}`)).toBeUndefined();
    expect(nameOfKey(`0x${"ff".repeat(32)}`)).toBeUndefined();
  });

  it("has a slot of its own for each field of each module", () => {
    const all = ["A", "B"].flatMap((name) => Object.values(moduleSlots(7n << 8n, name)));
    expect(new Set(all).size).toBe(8);
  });
});
