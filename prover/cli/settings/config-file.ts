/**
 * Finds and reads the config file. YAML, which includes JSON; every value is read as text (an address is not a number)
 * and parsed by its option.
 * @module
 */
import { extname } from "node:path";
import type { Command } from "commander";
import { lilconfig } from "lilconfig";
import { isScalar, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { type ConfigSection, configSchema, knownKeys } from "./config-schema.ts";
import { ConfigFileError, ConfigKeyUnknownError, ConfigSecretError } from "./errors.ts";

const NAME = "pufeth-por";
const ENDINGS = [".yaml", ".yml", ".json"];
export const CONFIG_FILE_NAMES = ENDINGS.map((ending) => `${NAME}.config${ending}`);

const SECRET_KEY = /^(private-?key|mnemonic|seed(-?phrase)?|secret(-?key)?|password|passphrase)$/i;
/** Default location. */
const SECRET_VALUE = /^(0x)?[0-9a-f]{64}$/i;

export interface ConfigFile {
  readonly file: string;
  readonly sections: ConfigSection;
}

/**
 * @param named  By `--config`; without it the first one from `folder` upwards, up to the home folder.
 * @returns undefined where there is none.
 * @throws ConfigFileError, ConfigKeyUnknownError, ConfigSecretError
 */
export async function loadConfigFile(
  program: Command,
  named: string | undefined,
  folder: string = process.cwd(),
): Promise<ConfigFile | undefined> {
  if (named !== undefined && !ENDINGS.includes(extname(named))) {
    throw new ConfigFileError(named, `its name must end in ${ENDINGS.join(", ")}`);
  }
  const searcher = lilconfig(NAME, {
    searchPlaces: [...CONFIG_FILE_NAMES],
    loaders: Object.fromEntries(ENDINGS.map((ending) => [ending, parseConfig])),
    ignoreEmptySearchPlaces: false,
    cache: false,
  });
  const found = named === undefined ? await searcher.search(folder) : await load(searcher, named);
  if (found === null) return undefined;
  const { filepath: file, config = {} } = found;
  refuseSecrets(file, config, []);
  const checked = configSchema(program).safeParse(config);
  if (!checked.success) throw failureOf(file, program, checked.error);
  return { file, sections: checked.data };
}

async function load(searcher: ReturnType<typeof lilconfig>, file: string) {
  try {
    return await searcher.load(file);
  } catch (error) {
    if (error instanceof ConfigFileError) throw error;
    throw new ConfigFileError(file, (error as Error).message, error);
  }
}

function parseConfig(file: string, text: string): unknown {
  const document = parseDocument(text, { schema: "failsafe", prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) {
    // Without the library's description of the position, which quotes the file.
    const { line } = document.errors[0]?.linePos?.[0] ?? lineOf(text, fault.pos[0]);
    throw new ConfigFileError(file, `line ${line}: ${fault.message.split("\n")[0]?.replace(/\.$/, "")}`);
  }
  // An empty value sets nothing.
  visit(document, {
    Pair: (_, { value }) => {
      const isNothing = isScalar(value) && value.type === "PLAIN" && /^(null|~|)$/.test(String(value.value));
      return isNothing ? visit.REMOVE : undefined;
    },
  });
  try {
    const config: unknown = document.toJS();
    return config === "" || config === null ? {} : config;
  } catch (error) {
    throw new ConfigFileError(file, (error as Error).message, error);
  }
}

function lineOf(text: string, position: number): { line: number } {
  return { line: text.slice(0, position).split("\n").length };
}

/** Before the schema, which would only report an unknown key. */
function refuseSecrets(file: string, config: unknown, path: readonly string[]): void {
  if (typeof config !== "object" || config === null) return;
  for (const [key, value] of Object.entries(config)) {
    const here = [...path, key];
    const isSecret = SECRET_KEY.test(key) || (key === "key-file" && SECRET_VALUE.test(String(value)));
    if (isSecret) throw new ConfigSecretError(file, here.join("."));
    refuseSecrets(file, value, here);
  }
}

function failureOf(file: string, program: Command, { issues }: z.ZodError): Error {
  const [issue] = issues;
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") {
    return new ConfigKeyUnknownError(
      file,
      [...path, issue.keys[0]].join("."),
      knownKeys(program, path.map(String)),
    );
  }
  const at = path.length === 0 ? "" : `${path.join(".")}: `;
  return new ConfigFileError(file, `${at}${issue?.message ?? "unexpected shape"}`);
}
