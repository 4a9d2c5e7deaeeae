/**
 * What forge leaves of a contract: its ABI, and the NatSpec of its errors.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AbiItem, toFunctionSelector } from "viem";
import { formatAbiItem } from "viem/utils";
import { z } from "zod";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";

export const ARTIFACTS_FOLDER = join(REPOSITORY_ROOT, "verifier-contracts/out");

/** Keyed by signature. An error of a contract and of a library that it uses may have the same one. */
const docs = <T extends z.ZodType>(entry: T) => z.record(z.string(), z.array(entry)).default({});
const artifactSchema = z.object({
  abi: z.array(z.looseObject({ type: z.string() })),
  rawMetadata: z.string().transform((text) =>
    z
      .object({
        output: z.object({
          userdoc: z.object({ errors: docs(z.object({ notice: z.string().optional() })) }),
          devdoc: z.object({ errors: docs(z.object({ details: z.string().optional() })) }),
        }),
      })
      .parse(JSON.parse(text)),
  ),
});

export interface ContractError {
  readonly item: AbiItem;
  readonly signature: string;
  readonly selector: string;
  /** What its NatSpec says, in one line; empty where it has none. */
  readonly notice: string;
}

export interface ForgeArtifact {
  readonly abi: readonly AbiItem[];
  readonly errors: readonly ContractError[];
}

/** @param name Of a contract that lies in a file of its name. @throws a file error before `forge build`. */
export function readForgeArtifact(name: string): ForgeArtifact {
  const path = join(ARTIFACTS_FOLDER, `${name}.sol/${name}.json`);
  const { abi, rawMetadata } = artifactSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const items = abi as unknown as AbiItem[];
  const { userdoc, devdoc } = rawMetadata.output;
  return {
    abi: items,
    errors: items
      .filter((item) => item.type === "error")
      .map((item) => {
        const signature = formatAbiItem(item);
        // OpenZeppelin documents its errors for developers.
        const notice = userdoc.errors[signature]?.[0]?.notice ?? devdoc.errors[signature]?.[0]?.details ?? "";
        return { item, signature, selector: toFunctionSelector(signature), notice: oneLine(notice) };
      }),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
