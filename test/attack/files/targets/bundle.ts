/**
 * A bundle by somebody who writes the hashes that fit what he changed: what stands in the files is all that speaks.
 * @module
 */
import { loadBundle } from "../../../../prover/bundle/load-bundle.ts";
import { BundleFileUnreadableError } from "../../../../prover/bundle/read-errors.ts";
import { type Bundle, MANIFEST_FILE } from "../../../../prover/bundle/schema.ts";
import { verifyBundle } from "../../../../prover/bundle/verify-bundle.ts";
import { canonicalJson, sha256Hex } from "../../../../prover/groth16/canonical-json.ts";
import { syntheticBundle } from "../../../bundle/synthetic-bundle.ts";
import { toyGroth16 } from "../../../support/toy-groth16.ts";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Random } from "../random.ts";
import type { AttackedFile } from "../target.ts";
import { mutatedJson } from "./json-file.ts";
import { leadsOutside } from "./leads-outside.ts";

type Files = ReadonlyMap<string, Uint8Array>;

/** What no change of an accepted bundle moves, since the proofs are those of the honest one. */
const PROVED = [
  "blockRoot",
  "slot",
  "existing",
  "rawGwei",
  "principalGwei",
  "registryCommitment",
  "supplyWei",
] as const;

export async function bundleAttack(): Promise<AttackedFile> {
  const bundle = await syntheticBundle(await toyGroth16());
  const honest = filesOf(bundle);
  const { summary } = await verifyBundle(bundle);
  return {
    kind: "bundle",
    mutate(random) {
      const { files, changed } = mutatedFiles(honest, random);
      return {
        async read() {
          const asked: string[] = [];
          const found = await loadBundle(async (file) => {
            asked.push(file);
            const bytes = files.get(file);
            if (bytes === undefined) throw new BundleFileUnreadableError(file, "it does not exist");
            return bytes;
          })
            .then(verifyBundle)
            .catch((error) => {
              const outside = asked.find(leadsOutside);
              if (outside !== undefined) throw new Error(`it asked for ${JSON.stringify(outside)}`);
              throw error;
            });
          const moved = PROVED.filter((name) => found.summary[name] !== summary[name]);
          // Without execution proofs there is no supply, and the totals begin at 0: the signals would have to do so too.
          return moved.length === 0 ? undefined : `it was accepted with another ${moved.join(", ")}`;
        },
        describe: () => `${changed}: ${new TextDecoder().decode(files.get(changed))}`,
      };
    },
  };
}

function filesOf(bundle: Bundle): Files {
  const { manifest, registry, pages, execution, verificationKey } = bundle;
  const contents: [string, unknown][] = [
    [MANIFEST_FILE, manifest],
    [manifest.registry.file, registry],
    [manifest.key.file, verificationKey],
    ...pages.map((page, i): [string, unknown] => [manifest.pages[i]!.file, page]),
  ];
  if (manifest.execution !== null) contents.push([manifest.execution.file, execution]);
  return new Map(contents.map(([file, value]) => [file, new TextEncoder().encode(canonicalJson(value))]));
}

function mutatedFiles(honest: Files, random: Random): { readonly files: Files; readonly changed: string } {
  const changed = random.pick([...honest.keys()]);
  const bytes = honest.get(changed)!;
  const files = new Map(honest);
  // One of ten does not repair the hashes.
  const isRaw = random.below(10) === 0;
  files.set(
    changed,
    isRaw ? mutateBytes(bytes, random) : mutatedJson(JSON.parse(new TextDecoder().decode(bytes)), random),
  );
  if (!isRaw) repairHashes(files, changed);
  return { files, changed };
}

/** Gives a changed file the form that is hashed, and bundle.json the hashes; what is no JSON any more is left. */
function repairHashes(files: Map<string, Uint8Array>, changed: string): void {
  const parsed = (file: string) =>
    JSON.parse(new TextDecoder().decode(files.get(file))) as Record<string, unknown>;
  const write = (file: string, value: unknown) =>
    files.set(file, new TextEncoder().encode(canonicalJson(value)));
  try {
    const manifest = parsed(MANIFEST_FILE) as Record<string, never>;
    const { pages, registry, key, execution } = manifest;
    const references = [registry, key, execution, ...[pages].flat()] as unknown as ({
      file?: unknown;
      sha256?: string;
    } | null)[];
    if (changed !== MANIFEST_FILE) {
      const reference = references.find((found) => found?.file === changed);
      if (reference) reference.sha256 = sha256Hex(files.get(changed)!);
    }
    const { digest: _, ...body } = manifest;
    write(MANIFEST_FILE, { ...body, digest: sha256Hex(canonicalJson(body)) });
  } catch {
    // The reader has to find out.
  }
}
