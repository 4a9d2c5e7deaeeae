/**
 * Records what a process loads: `node --import` it, with the file to write in RECORDED_IMPORTS. ES modules are seen by a
 * resolve hook in the loader's thread, CommonJS modules in `require.cache` when the process ends.
 * @module
 */
import { appendFileSync } from "node:fs";
import { createRequire, register } from "node:module";

const file = process.env.RECORDED_IMPORTS;
const hook = `
  import { appendFileSync } from "node:fs";
  export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    appendFileSync(${JSON.stringify(file)}, resolved.url + "\\n");
    return resolved;
  }`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const { cache } = createRequire(import.meta.url);
process.on("exit", () => appendFileSync(file, `${Object.keys(cache).join("\n")}\n`));
