/**
 * Errors of settings from a file or the environment. Values are not shown, because they may be secret.
 * @module
 */
import { BadInputError } from "../../errors.ts";

const PLACES =
  "`pufeth-por config` shows the file used and the origin of each value; --no-config ignores it.";

/** Missing, unreadable, or not YAML or JSON. */
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

/** An unknown key, probably mistyped, that would be ignored. */
export class ConfigKeyUnknownError extends BadInputError {
  readonly code = "CONFIG_KEY_UNKNOWN";
  constructor(
    readonly file: string,
    readonly key: string,
    known: readonly string[],
  ) {
    super(`The config file ${file} has the unknown key "${key}".`, {
      hints: [`Allowed: ${known.join(", ")}.`, PLACES],
    });
  }
}

/** Config files get copied, committed and shared. */
export class ConfigSecretError extends BadInputError {
  readonly code = "CONFIG_HOLDS_SECRET";
  constructor(
    readonly file: string,
    readonly key: string,
  ) {
    super(`The config file ${file} holds a secret in "${key}": a private key is never read from it.`, {
      hints: [
        "Remove it from the file, and treat the key as compromised if others could read the file.",
        "Set PUFETH_POR_PRIVATE_KEY, or give a file that only you can read: key-file.",
      ],
    });
  }
}

/** The value is invalid for the option. */
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
