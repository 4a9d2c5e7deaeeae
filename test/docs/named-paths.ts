/**
 * What a Markdown page refers to: links, paths, npm scripts and commands of `pufeth-por`.
 * @module
 */

/** Folders and files at the root of the repository that pages refer to by path. */
const ROOTS =
  /^(auditor|circuits|docs|keys|prover|scripts|test|verifier-contracts)\/|^[A-Z]+\.md$|^(package|foundry|biome|tsconfig)[a-z.]*\.(json|toml)$/;

/** Targets of links to other pages, without those to the web. */
export function linksOf(
  markdown: string,
): { readonly target: string; readonly anchor: string | undefined }[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [target, anchor] = link.split("#") as [string, string | undefined];
      return { target, anchor };
    });
}

/**
 * Paths from the root of the repository, in inline code and in code blocks. A placeholder (`SIZE`, `<size>`, `NNNN`,
 * `…`) ends a path: what is before it must exist. `*` stands for any text.
 */
export function pathsOf(markdown: string): string[] {
  const words = markdown.split(/[\s`()[\]|"',;]+/);
  return words
    .map((word) => word.replace(/^\.\.\//, "").replace(/[.:]+$/, ""))
    .filter((word) => ROOTS.test(word))
    .map((word) => word.replace(/\/[^/]*(<|…|\{|[A-Z]{4,}(?!\.md)|NAME).*$/, "/"));
}

/** Names after `npm run`. */
export function npmScriptsOf(markdown: string): string[] {
  return [...markdown.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name]) => name!);
}

/** Each call of `pufeth-por`: the words after it, up to the end of the code. */
export function callsOf(markdown: string): string[][] {
  return [...markdown.matchAll(/pufeth-por +([^`\n#]+)/g)]
    .map(([, call]) => call!.replace(/ {2,}.*$/, "").trim())
    .map((call) => call.split(/[\s,;[\]|=]+/).filter(Boolean));
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^ {4}.*$/gm, "").replace(/```[\s\S]*?```/g, "");
}
