/**
 * What can be wrong with settings that come from a file or the environment. Values are not told: they may be secret.
 * @module
 */
import { BadInputError } from "../../errors.ts";

const PLACES =
  "`pufeth-por config` shows which file is used and where each value comes from; --no-config leaves it out.";

/** Not there, not readable, or no YAML or JSON. */
export class ConfigFileError extends BadInputError {
  readonly code = "CONFIG_FILE_UNUSABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The config file ${file} cannot be used: ${reason}.`, {
      cause,
      hints: [
        "It is YAML or JSON: a section `common`, and one for each command, with options as they are called on the command line.",
        PLACES,
      ],
    });
  }
}

/** A key that no option is called by: most of all it is mistyped, and would be ignored. */
export class ConfigKeyUnknownError extends BadInputError {
  readonly code = "CONFIG_KEY_UNKNOWN";
  constructor(
    readonly file: string,
    readonly key: string,
    known: readonly string[],
  ) {
    super(`The config file ${file} has the unknown key "${key}".`, {
      hints: [`There can be: ${known.join(", ")}.`, PLACES],
    });
  }
}

/** Config files are copied, committed and shown around. */
export class ConfigSecretError extends BadInputError {
  readonly code = "CONFIG_HOLDS_SECRET";
  constructor(
    readonly file: string,
    readonly key: string,
  ) {
    super(`The config file ${file} holds a secret in "${key}": a private key is never read from it.`, {
      hints: [
        "Take it out of the file, and treat the key as known to whoever could read it.",
        "Set PUFETH_POR_PRIVATE_KEY, or name a file that only you can read: key-file.",
      ],
    });
  }
}

/** The option does not take this value. */
export class SettingInvalidError extends BadInputError {
  readonly code = "SETTING_INVALID";
  constructor(
    /** A key with its file, or an environment variable. */
    readonly origin: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${origin}: ${reason}`, { cause, hints: [PLACES] });
  }
}
