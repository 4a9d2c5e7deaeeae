/**
 * `npm run auditor:build`: the web page, as static files for any host, in build/auditor.
 * @module
 */
import { buildAuditor } from "./auditor/build-auditor.ts";

console.log(await buildAuditor());
