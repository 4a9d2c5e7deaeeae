import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { BundleSummary } from "../../prover/bundle/bundle-summary.ts";
import type { KeyEntry } from "../../prover/keys/manifest.ts";
import { writeKeysManifest } from "../../prover/keys/manifest-file.ts";
import { launchBrowser } from "../../scripts/auditor/launch-browser.ts";
import { startDevnet } from "../../scripts/devnet/start-devnet.ts";
import { checkOf, servePage, verdictOf, watchedPage } from "../auditor/auditor-world.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { manifestOf } from "../keys/ceremony-entry.ts";
import { installedEntry } from "../keys/installed-entry.ts";
import { finishedSpurt } from "../support/finished-spurt.ts";
import { chainArguments, chainClients, keyOf, type TestNetwork } from "../support/test-network.ts";
import { TEST_PROVISIONS } from "../support/test-protocol.ts";
import { registryFile } from "./input-files.ts";
import { jsonCommand, succeeds } from "./json-command.ts";
import { sendsNothing } from "./sends-nothing.ts";

let world: TestNetwork;
let bundle: string;
let lastSlot: number;
beforeAll(async () => {
  ({ world, bundle, lastSlot } = await finishedSpurt());
});
afterAll(() => world?.network.stop());

const folder = temporaryFolder();

it("was proved with the key that manifest and contract name, and no other manifest will do", async () => {
  const entry = installedEntry("test");
  const verify = async (verificationKey: KeyEntry["verificationKey"]) => {
    const manifest = join(folder, "keys.json");
    await writeKeysManifest(manifest, manifestOf({ ...entry, verificationKey }));
    return jsonCommand<unknown>(["verify", bundle, "--manifest", manifest, ...chainArguments(world)]);
  };
  const { sha256 } = entry.verificationKey;
  expect(await verify(entry.verificationKey)).toMatchObject({
    exitCode: 0,
    answer: {
      keyTrusted: true,
      custody: {
        verificationKeySha256: sha256,
        manifest: { size: "test", kind: "development" },
        oracle: { address: world.protocol.oracle },
      },
    },
  });
  expect(await verify({ ...entry.verificationKey, sha256: "8".repeat(64) })).toMatchObject({
    exitCode: 1,
    answer: { code: "KEY_CUSTODY_BROKEN", message: expect.stringContaining(sha256) },
  });
});

it("is put together from the chain by the web page, and holds there", async () => {
  const { network, protocol } = world;
  const server = await servePage(bundle);
  const browser = await launchBrowser();
  try {
    const { page, requested, errors } = await watchedPage(browser);
    await page.goto(server.url);
    await page.locator("#rpc").fill(network.rpcUrl);
    await page.locator("#oracle").fill(protocol.oracle);
    await page.getByRole("button", { name: "Read from the chain" }).click();
    const { text } = await verdictOf(page);
    expect(text).toContain("What could be checked holds");
    const verified = [
      "header",
      "balances-top",
      "links",
      "signals",
      "execution",
      "proofs",
      "chain-block",
      "chain-report",
      "chain-registry",
      "chain-key",
    ];
    for (const id of verified) expect.soft(await checkOf(page, id), id).toBe("verified");
    // Transactions hold the sums of a page only.
    expect(await checkOf(page, "balances")).toBe("unchecked");
    expect(errors).toEqual([]);
    const origins = new Set(requested.map((address) => new URL(address).origin));
    expect(origins).toEqual(new Set([server.url, network.rpcUrl].map((url) => new URL(url).origin)));
  } finally {
    await browser.close();
    await server.close();
  }
});

it("is refused by another chain before anything is sent", async () => {
  const other = await startDevnet({ genesisTime: world.network.genesisTime - 12 });
  try {
    await other.skipSlot(lastSlot);
    await other.produceSlot();
    const place = { network: other, protocol: world.protocol };
    const { exitCode, answer } = await jsonCommand(
      ["submit", bundle, ...chainArguments(place)],
      keyOf(world.network),
    );
    expect(answer.code).toBe("CONTRACT_UNREADABLE");
    expect(exitCode).not.toBe(0);
    const { reader } = chainClients(other);
    expect(await reader.getTransactionCount({ address: other.account.address })).toBe(0);
  } finally {
    await other.stop();
  }
});

it("proved of a finalized block without an execution layer verifies and cannot be submitted", async () => {
  const out = join(folder, "validators-only");
  const { network } = world;
  const [entry] = TEST_PROVISIONS;
  const registry = registryFile([{ index: entry!.keyIndex, principalGwei: entry!.principalGwei }]);
  const made = await succeeds<BundleSummary>([
    "prove",
    "--beacon",
    network.beaconUrl,
    "--slot",
    "finalized",
    "--size",
    "test",
    "--out",
    out,
    "--registry",
    registry,
  ]);
  expect(made).toMatchObject({ valid: true, pages: 1, sourcesWei: "0", supplyWei: null, rate: null });
  expect(made.slot).toBeLessThan(network.head().slot);
  expect(await jsonCommand(["verify", out])).toMatchObject({ exitCode: 0, answer: { valid: true } });
  const submit = () => jsonCommand(["submit", out, ...chainArguments(world)], keyOf(world.network));
  expect(await sendsNothing(world, [], submit)).toMatchObject({
    exitCode: 2,
    answer: { code: "BUNDLE_WITHOUT_EXECUTION" },
  });
});
