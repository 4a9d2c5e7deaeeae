/** A command whose node changes an answer, or a few. @module */
import { mutateBytes } from "../../mutate-bytes.ts";
import type { Random } from "../../random.ts";
import type { AttackedFile } from "../../target.ts";
import { mutatedJson } from "../json-file.ts";
import { startTamperingProxy, type Tamper } from "./tampering-proxy.ts";

export interface AskingCommand {
  readonly kind: string;
  /** A node as it is before the command. */
  start(): Promise<AskedNode>;
}

export interface AskedNode {
  readonly url: string;
  /**
   * @param url  of the node, or of somebody between.
   * @returns a fault, where it ended well and should not have.
   */
  run(url: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** @throws where the command fails with honest answers. */
export async function answersAttack(command: AskingCommand): Promise<AttackedFile> {
  const through = async (tamper: Tamper) => {
    const node = await command.start();
    const proxy = await startTamperingProxy(node.url, tamper);
    try {
      return { fault: await node.run(proxy.url), answers: proxy.answers() };
    } finally {
      await proxy.close();
      await node.close();
    }
  };
  const honest = await through((body) => body);
  if (honest.fault !== undefined) throw new Error(`${command.kind}, undisturbed: ${honest.fault}`);
  return {
    kind: command.kind,
    mutate(random) {
      const first = random.below(honest.answers);
      const isMany = random.below(4) === 0;
      let said = "";
      const tamper: Tamper = (body, number) => {
        if (number !== first && !(isMany && number > first)) return body;
        const changed = mutatedAnswer(body, random);
        said += `${number}: ${new TextDecoder().decode(changed.slice(0, 500))}\n`;
        return changed;
      };
      return { read: async () => (await through(tamper)).fault, describe: () => said };
    },
  };
}

function mutatedAnswer(body: Uint8Array, random: Random): Uint8Array {
  if (body.length === 0) return body;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return mutateBytes(body, random);
  }
  return mutatedJson(json, random);
}
