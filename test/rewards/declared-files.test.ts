/** Declared files: their form, and the hash of their bytes. @module */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAmounts, readConsolidations, readOperators } from "../../prover/rewards/declared-files.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

const ACCOUNT = `0x${"Ab".repeat(20)}`;

function file(content: string): string {
  const path = join(temporaryFolder(), "declared.json");
  writeFileSync(path, content);
  return path;
}

describe("declared files", () => {
  it("are named by the hash of their bytes, whatever their layout", async () => {
    const text = `\uFEFF[ {"account":"${ACCOUNT}", "validators":["12", 13]} ]\n`;
    const { content, sha256 } = await readOperators(file(text));
    expect(content).toEqual([{ account: ACCOUNT.toLowerCase(), isL1Contract: false, validators: [12, 13] }]);
    expect(sha256).toBe(`0x${createHash("sha256").update(text).digest("hex")}`);
  });

  it("hold amounts in wei and consolidations", async () => {
    const amounts = await readAmounts(file(JSON.stringify([{ account: ACCOUNT, amountWei: "7" }])));
    expect(amounts.content).toEqual(new Map([[ACCOUNT.toLowerCase(), 7n]]));
    const moves = await readConsolidations(file('[{"source": "1", "target": 2}]'));
    expect(moves.content).toEqual([{ source: 1, target: 2 }]);
  });

  it.each([
    ["no JSON", "{"],
    ["another key", `[{"account":"${ACCOUNT}","amountWei":"1","note":""}]`],
    ["an amount with a point", `[{"account":"${ACCOUNT}","amountWei":"1.5"}]`],
    ["an amount below 0", `[{"account":"${ACCOUNT}","amountWei":"-1"}]`],
    ["an amount as a number, which readers round", `[{"account":"${ACCOUNT}","amountWei":1}]`],
    [
      "an account twice",
      `[{"account":"${ACCOUNT}","amountWei":"1"},{"account":"${ACCOUNT.toLowerCase()}","amountWei":"1"}]`,
    ],
    ["no account", '[{"account":"0x12","amountWei":"1"}]'],
  ])("%s is refused", async (_, text) => {
    await expect(readAmounts(file(text))).rejects.toMatchObject({
      code: "DECLARED_FILE_INVALID",
      exitCode: 2,
    });
  });
});
