/** What a file system does to a writer: before the run, or before one of its operations. @module */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Disk } from "./disk.ts";

export interface Fault {
  readonly name: string;
  /** What a message about it says. */
  readonly reason: RegExp;
  /** Once, before the run; or before one of its operations. @throws what the operation is to throw. */
  cause(disk: Disk): void;
  /** Nothing is left of it. */
  end(disk: Disk): void;
}

const NO_ROOM = /ENOSPC|no space/;
/** nobody(5) of every Linux. */
const NOBODY = 65_534;

export const readOnly: Fault = {
  name: "read-only",
  reason: /EROFS|read-only/,
  cause(disk) {
    // No remount makes it so while a file is open for writing, but what is wrong with a device does.
    if (!disk.makeReadOnly()) throw saidBySystem("EROFS");
  },
  end: (disk) => disk.mend(),
};

export const foreign: Fault = {
  name: "somebody else's",
  reason: /EACCES|EPERM|permission/,
  // Of every thread; the real user stays, so there is a way back.
  cause: () => process.seteuid!(NOBODY),
  end: () => process.seteuid!(0),
};

/** What is there is gone, and nothing is in its place. */
export const emptied: Fault = {
  name: "emptied",
  reason: /ENOENT|is missing|no such|was changed/,
  cause(disk) {
    for (const name of readdirSync(disk.folder))
      rmSync(join(disk.folder, name), { recursive: true, force: true });
  },
  end: () => {},
};

export function room(pages: number): Fault {
  return {
    name: `room for ${pages} pages`,
    reason: NO_ROOM,
    cause: (disk) => disk.leaveRoom(pages),
    end: (disk) => disk.mend(),
  };
}

export function names(count: number): Fault {
  return {
    name: `room for ${count} names`,
    reason: NO_ROOM,
    cause: (disk) => disk.leaveNames(count),
    end: (disk) => disk.mend(),
  };
}

/** Files of this process can have so many bytes: a real limit, as `ulimit -f` sets it. */
export function fileSize(bytes: number): Fault {
  const limit = (value: string) => spawnSync("prlimit", ["--pid", String(process.pid), `--fsize=${value}`]);
  return {
    name: `files of at most ${bytes} bytes`,
    reason: /EFBIG|too large/,
    cause: () => void limit(`${bytes}:unlimited`),
    end: () => void limit("unlimited:unlimited"),
  };
}

/** What no file system here can be brought to say: it is said in its place. */
export function said(code: "EIO" | "ENOSPC"): Fault {
  return {
    name: code,
    reason: new RegExp(code),
    cause() {
      throw saidBySystem(code);
    },
    end: () => {},
  };
}

function saidBySystem(code: string): Error {
  return Object.assign(new Error(`${code}: said by a test`), { code, errno: -1 });
}
