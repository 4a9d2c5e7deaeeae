/**
 * The web page in Debian's Chromium, on bundles whose proofs are real Groth16 proofs of the toy circuit: what it says of
 * good ones and of changed ones, what it requests, and whether everybody can use it.
 */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { manifestDigest } from "../../prover/bundle/load-bundle.ts";
import { makeBundle } from "../../prover/bundle/make-bundle.ts";
import type { BundleManifest, BundlePage } from "../../prover/bundle/schema.ts";
import { writeBundle } from "../../prover/bundle/write-bundle.ts";
import { canonicalJson, sha256Hex } from "../../prover/groth16/canonical-json.ts";
import { standardTree } from "../../prover/rewards/standard-tree.ts";
import { launchBrowser } from "../../scripts/auditor/launch-browser.ts";
import type { AuditorServer } from "../../scripts/auditor/serve-auditor.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { type SyntheticParts, syntheticParts } from "../bundle/synthetic-bundle.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { checkOf, servePage, VERDICT, verdictOf, type WatchedPage, watchedPage } from "./auditor-world.ts";
import { fortyPages } from "./forty-pages.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let browser: Browser;
let server: AuditorServer;
let good: string;
let forty: string;
let parts: SyntheticParts;
beforeAll(async () => {
  const toy = await toyGroth16();
  parts = await syntheticParts(toy);
  const folder = temporaryFolder();
  [good, forty] = [join(folder, "spurt-1"), join(folder, "forty")];
  await writeBundle(makeBundle(parts), good);
  await writeBundle(await fortyPages(toy), forty);
  server = await servePage(good);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const open: WatchedPage[] = [];
afterAll(() => Promise.all(open.map(({ page }) => page.context().close())));
async function visit(options: Parameters<typeof watchedPage>[1] = {}, query = ""): Promise<WatchedPage> {
  const watched = await watchedPage(browser, options);
  open.push(watched);
  await watched.page.goto(server.url + query);
  return watched;
}

const pick = (page: Page, folder: string) => page.locator("#folder").setInputFiles(folder);
const problem = (page: Page) => page.locator("#problem .verdict");

/** Somebody who changes a bundle mends all hashes too. */
function forge(change: (page: BundlePage) => void): string {
  const folder = join(temporaryFolder(), "forged");
  cpSync(good, folder, { recursive: true });
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const { digest: _, ...manifest } = read<BundleManifest>("bundle.json");
  const reference = manifest.pages[1]!;
  const page = read<BundlePage>(reference.file);
  change(page);
  writeFileSync(join(folder, reference.file), canonicalJson(page));
  reference.sha256 = sha256Hex(canonicalJson(page));
  writeFileSync(
    join(folder, "bundle.json"),
    canonicalJson({ ...manifest, digest: manifestDigest(manifest) }),
  );
  return folder;
}

describe("a good report", () => {
  it("is verified, shows the numbers of the bundle, and requests nothing but the page and the bundle", async () => {
    const { page, requested, errors } = await visit({}, "?bundle=bundle/");
    expect(await verdictOf(page)).toMatchObject({
      state: "verified",
      text: expect.stringContaining("Every check"),
    });
    expect(await page.locator(".banner h2").innerText()).toContain("development keys");
    expect(await page.locator(".tiles").innerText()).toMatch(/300\.963\n\s*ETH/);
    expect(await page.locator("#components table").innerText()).toMatch(/promised rewards/);
    expect(await page.locator("#rates").innerText()).toContain("only one point");
    expect(await checkOf(page, "chain-block")).toBe("unchecked");
    const paths = requested.map((address) => address.replace(server.url, "/"));
    expect(
      paths.filter((path) => !/^\/(|\?bundle=bundle\/|assets\/[^/]+|bundle\/[a-z0-9./-]+\.json)$/.test(path)),
    ).toEqual([]);
    expect(paths).toContain("/bundle/pages/0003.json");
    expect(errors).toEqual([]);
  });

  it("opens as an archive, and shows the rates of two reports together", async () => {
    const archive = join(temporaryFolder(), "report.tar.gz");
    execFileSync("tar", ["czf", archive, "-C", join(good, ".."), "spurt-1"]);
    const { page, requested } = await visit();
    const before = requested.length;
    await page.locator("#archive").setInputFiles(archive);
    expect((await verdictOf(page)).state).toBe("verified");
    // The worker's script alone: files are not requested from anywhere.
    expect(requested.slice(before).filter((address) => !address.includes("/assets/"))).toEqual([]);
  });

  it("links to an explorer only after the reader named one", async () => {
    const { page } = await visit({}, "?bundle=bundle/");
    await verdictOf(page);
    const link = page.locator("#identity a[data-explorer=slot]");
    expect(await link.getAttribute("href")).toBeNull();
    await page.locator("#identity details").first().locator("summary").click();
    await page.locator("#explorer-slot").fill("javascript:alert({slot})");
    expect(await link.getAttribute("href")).toBeNull();
    await page.locator("#explorer-slot").fill("https://explorer.example/slot/{slot}");
    expect(await link.getAttribute("href")).toBe("https://explorer.example/slot/123456");
  });
});

describe("a changed report", () => {
  it("with one byte changed is not opened, and the page stays usable", async () => {
    const folder = join(temporaryFolder(), "changed");
    cpSync(good, folder, { recursive: true });
    const file = join(folder, "pages/0002.json");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(/"pi_a": \[\n\s*"(\d)/, (text) => flipLast(text)),
    );
    const { page } = await visit();
    await pick(page, folder);
    await problem(page).waitFor();
    expect(await problem(page).innerText()).toMatch(
      /was changed: do not rely on it[\s\S]*pages\/0002\.json was changed/,
    );
    expect(await page.locator(VERDICT).count()).toBe(0);
    await pick(page, good);
    expect((await verdictOf(page)).state).toBe("verified");
    expect(await problem(page).count()).toBe(0);
  });

  it("with another proof, and all hashes mended, fails at the proof of that page alone", async () => {
    const { page } = await visit();
    await pick(
      page,
      forge((forged) => {
        forged.proof.pi_a = parts.pages[0]!.proof.pi_a;
      }),
    );
    const { state, text } = await verdictOf(page);
    expect({ state, text }).toEqual({ state: "failed", text: expect.stringMatching(/proof of page 2 of 3/) });
    expect(await checkOf(page, "proofs")).toBe("failed");
    expect(await checkOf(page, "balances")).toBe("verified");
    expect(await page.locator(".tiles").getAttribute("data-state")).toBe("failed");
  });

  it("with a changed total, and all hashes mended, fails, and what relies on it is not drawn as verified", async () => {
    const { page } = await visit();
    await pick(
      page,
      forge((forged) => {
        forged.publicSignals[9] = (BigInt(forged.publicSignals[9]!) + 10n ** 18n).toString();
      }),
    );
    expect((await verdictOf(page)).state).toBe("failed");
    expect(await checkOf(page, "signals")).toBe("failed");
    expect(await checkOf(page, "balances")).toBe("unchecked");
    expect(await page.locator("#figures [data-state=verified]").count()).toBe(0);
    expect(await page.locator("#rates").innerText()).toContain("No rate is verified yet");
  });
});

const flipLast = (text: string) => text.slice(0, -1) + String((Number(text.at(-1)) + 1) % 10);

describe("a report of forty pages", () => {
  it("counts its proofs, and the page answers meanwhile", async () => {
    const { page, errors } = await visit();
    // What holds the page up: the longest time between two frames, and every text of the progress.
    await page.evaluate(() => {
      const seen = { longest: 0, last: performance.now(), texts: new Set<string>() };
      Object.assign(window, { seen });
      const tick = () => {
        const now = performance.now();
        seen.longest = Math.max(seen.longest, now - seen.last);
        seen.last = now;
        const text = document.querySelector(".progress span")?.textContent;
        if (text) seen.texts.add(text);
        setTimeout(tick, 5);
      };
      tick();
    });
    await pick(page, forty);
    expect(await verdictOf(page)).toMatchObject({
      state: "verified",
      text: expect.stringContaining("40 zero-knowledge"),
    });
    const texts = await page.evaluate(() => [
      ...(window as unknown as { seen: { texts: Set<string> } }).seen.texts,
    ]);
    const counts = texts.map((text) => Number(/^(\d+) of 40 proofs checked$/.exec(text)?.[1]));
    expect(counts.length).toBeGreaterThan(3);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(errors).toEqual([]);
  });
});

describe("what is not a report", () => {
  it("a folder without bundle.json, and an address without one, are said in words", async () => {
    const { page } = await visit();
    await pick(page, join(good, "pages"));
    await problem(page).waitFor();
    expect(await problem(page).innerText()).toContain("There is no bundle in");
    await page.locator("#address").fill("bundle/pages/");
    await page.getByRole("button", { name: "Open the address" }).click();
    await page.getByText("HTTP status 404").waitFor();
    expect(await problem(page).innerText()).toContain(
      "Give the address of the folder that holds bundle.json",
    );
  });

  it("a link to another server is not followed before the reader says so", async () => {
    const { page, requested } = await visit({}, "?bundle=https://elsewhere.example/report/");
    await page.getByText("This link names a report at").waitFor();
    expect(await page.locator("#address").inputValue()).toBe("https://elsewhere.example/report/");
    expect(requested.filter((address) => !address.startsWith(server.url))).toEqual([]);
  });
});

describe("an endpoint", () => {
  const ORACLE = `0x${"44".repeat(20)}`;
  async function ask(page: Page, endpoint: string): Promise<string> {
    await page.locator("#rpc").fill(endpoint);
    await page.locator("#oracle").fill(ORACLE);
    await page.getByRole("button", { name: "Read from the chain" }).click();
    await problem(page).waitFor();
    return problem(page).innerText();
  }

  it("that is down is named, with what to do, and nothing else is asked", async () => {
    const gone: Server = createServer().listen(0, "127.0.0.1");
    await new Promise((listening) => gone.once("listening", listening));
    const endpoint = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await new Promise((closed) => gone.close(closed));
    const { page, requested } = await visit();
    expect(await ask(page, endpoint)).toMatch(/failed[\s\S]*Check the address, and that the node is running/);
    const elsewhere = requested.filter((address) => !address.startsWith(server.url));
    expect(new Set(elsewhere)).toEqual(new Set([`${endpoint}/`]));
    await pick(page, good);
    expect((await verdictOf(page)).state).toBe("verified");
  });

  it("over plain http elsewhere is refused before it is asked", async () => {
    const { page, requested } = await visit();
    expect(await ask(page, "http://node.example:8545")).toContain(
      "only https, and http on this machine, are allowed",
    );
    expect(requested.every((address) => address.startsWith(server.url))).toBe(true);
  });
});

describe("rewards", () => {
  const ACCOUNT = `0x${"ab".repeat(20)}`;
  const rows = [
    [ACCOUNT, "1500000000000000000"],
    [`0x${"cd".repeat(20)}`, "7"],
  ];
  const dump = () => JSON.parse(JSON.stringify(standardTree(rows, ["address", "uint256"])));
  const lookUp = async (page: Page, tree: object, account: string) => {
    await page.locator("#rewards summary").click();
    const buffer = Buffer.from(JSON.stringify(tree));
    await page.locator("#tree").setInputFiles({ name: "tree.json", mimeType: "application/json", buffer });
    await page.locator("#account").fill(account);
    await page.locator("#rewards-form button").click();
  };

  it("of an address are shown with amount and proof, and nothing is requested", async () => {
    const { page, requested, errors } = await visit();
    await lookUp(page, dump(), ACCOUNT.toUpperCase().replace("0X", "0x"));
    const text = await page.locator("#reward table").innerText();
    expect(text).toContain("1.5 ETH (1500000000000000000 wei)");
    expect(text).toContain(dump().tree[0]);
    expect(text).toContain(dump().tree[2 - (dump().values[0].treeIndex - 1)]);
    const paths = requested.map((url) => url.replace(/^[a-z]+:\/\/127\.0\.0\.1:\d+/, ""));
    expect(paths.filter((path) => !/^\/(|assets\/[^/]+)$/.test(path))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("of an address without a leaf, and a tree that was changed, are said in words", async () => {
    const { page } = await visit();
    await lookUp(page, dump(), `0x${"11".repeat(20)}`);
    await expect.poll(() => problem(page).innerText()).toContain("has no leaf");
    expect(await page.locator("#reward table").count()).toBe(0);
    const changed = dump();
    changed.values[1].value[1] = "8";
    const { page: other } = await visit();
    await lookUp(other, changed, ACCOUNT);
    await expect.poll(() => problem(other).innerText()).toContain("do not follow from its leaves");
  });
});

describe("everybody can use it", () => {
  it.each(["light", "dark"] as const)(
    "axe finds nothing, in %s, before and after a report is open",
    async (colorScheme) => {
      const { page } = await visit({ colorScheme });
      expect(await axe(page)).toEqual([]);
      await pick(page, good);
      await verdictOf(page);
      await unfold(page);
      expect(await axe(page)).toEqual([]);
    },
  );

  it("by keyboard alone: a report is opened, and every table and link reached", async () => {
    const { page } = await visit();
    const focused = () =>
      page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || "");
    const tabTo = async (wanted: string) => {
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press("Tab");
        if ((await focused()) === wanted) return;
      }
      throw new Error(`The keyboard does not reach ${wanted}`);
    };
    await tabTo("folder");
    await tabTo("address");
    await page.keyboard.type("bundle/");
    await page.keyboard.press("Enter");
    expect((await verdictOf(page)).state).toBe("verified");
    // The focus goes to the report, so the next stop is in it.
    expect(await focused()).toBe("report");
    await tabTo("Exact numbers");
    await page.keyboard.press("Enter");
    expect(await page.locator("#figures details").getAttribute("open")).not.toBeNull();
    await tabTo("Link to an explorer of your choice");
  });

  it("on a phone nothing is wider than the screen", async () => {
    const { page } = await visit({ ...PHONE, reducedMotion: "reduce" });
    const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(await widths()).toEqual([360, 360]);
    await page.locator("#address").fill("bundle/");
    await page.getByRole("button", { name: "Open the address" }).tap();
    expect((await verdictOf(page)).state).toBe("verified");
    await unfold(page);
    expect(await widths()).toEqual([360, 360]);
    expect(
      await page.evaluate(() => getComputedStyle(document.querySelector(".stage")!).transitionDuration),
    ).toBe("0s");
  });
});

/** Everything that is folded away is looked at too. */
function unfold(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  });
}

/** The rules that axe finds broken. Its script comes in past the policy, which forbids inline scripts. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Axe = { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    const { violations } = await (window as unknown as { axe: Axe }).axe.run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(", ")}`,
    );
  });
}
