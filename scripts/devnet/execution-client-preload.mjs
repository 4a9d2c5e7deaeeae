/**
 * Loaded into the execution client before its own code (`node --import`); plain JavaScript because it runs without
 * tsx. It does three things that the client has no option for:
 *
 * - Every socket that listens does so on 127.0.0.1. `@ethereumjs/client` binds its peer-to-peer port (TCP and UDP)
 *   to 0.0.0.0, whatever it is told.
 * - Parameters of forks are merged in place: a copy of all of them for each EIP is most of what a block costs.
 * - The client ends when its parent is gone, even by SIGKILL, and takes its temporary folder along.
 * @module
 */
import dgram from "node:dgram";
import { rmSync } from "node:fs";
import net from "node:net";
import { Common } from "@ethereumjs/common";

const LOOPBACK = "127.0.0.1";

/** `listen(port, host, …)` is the only form that the client uses; any other could escape the loopback. */
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function listenOnLoopback(port, host, ...rest) {
  if (typeof host !== "string") throw new TypeError("Only listen(port, host) is allowed in a devnet.");
  return listen.call(this, port, LOOPBACK, ...rest);
};

const bind = dgram.Socket.prototype.bind;
dgram.Socket.prototype.bind = function bindToLoopback(port, host, ...rest) {
  if (typeof host !== "string") throw new TypeError("Only bind(port, host) is allowed in a devnet.");
  return bind.call(this, port, LOOPBACK, ...rest);
};

/** `_buildParamsCache`, the only caller, begins with an empty object of its own. */
Common.prototype._mergeWithParamsCache = function mergeInPlace(params) {
  Object.assign(this._paramsCache, params);
};

process.on("disconnect", () => {
  const folder = process.env.DEVNET_FOLDER;
  if (folder) rmSync(folder, { recursive: true, force: true });
  process.exit();
});
// The channel exists to notice the parent's end, not to keep the client alive.
process.channel?.unref();
