#!/usr/bin/env node
/**
 * The command `pufeth-por`: lets Node read TypeScript (there is no build step), then hands over to cli.ts.
 * Resolves everything from its own place, so it works from any folder and over the link in node_modules/.bin;
 * a tsconfig.json in the caller's folder has no say.
 */
import { register } from "tsx/esm/api";

register({ tsconfig: false });
await import("./cli.ts");
