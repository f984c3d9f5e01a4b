import { readFileSync } from "node:fs";
import type { Properties } from "../provider/values";
import { writeWhole } from "../writeWhole";

export interface StoredResource {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Made by AWS itself, like a default security group or a network interface: no program registered it. */
  readonly hidden?: boolean;
}

interface StateFile {
  readonly accountId: string;
  readonly resources: readonly StoredResource[];
}

/**
 * The simulated AWS account: every resource in it, kept in one JSON file.
 *
 * Reading and changing it is synchronous, so that a rule can be checked and its consequence stored without another call coming between.
 */
export class Account {
  private readonly resources = new Map<string, StoredResource>();

  /**
   * @param id account id, 12 digits
   * @param stateFile read now when it exists, and written whole after every change
   * @param others resources that another process keeps, of ids of its own: they are seen here, and changed there
   */
  constructor(
    readonly id: string,
    readonly stateFile: string,
    private readonly others: () => readonly StoredResource[] = () => [],
  ) {
    const state = readState(stateFile);
    if (!state) return;
    if (state.accountId !== id)
      throw new Error(
        `${stateFile} holds the simulated account ${state.accountId}, not ${id}: destroy that environment first`,
      );
    for (const resource of state.resources) this.resources.set(key(resource.type, resource.id), resource);
  }

  /** The account that the file holds, whichever it is; `undefined` when there is no such file. */
  static open(stateFile: string, others?: () => readonly StoredResource[]): Account | undefined {
    const state = readState(stateFile);
    return state && new Account(state.accountId, stateFile, others);
  }

  get(type: string, id: string): StoredResource | undefined {
    return (
      this.resources.get(key(type, id)) ??
      this.others().find((resource) => resource.type === type && resource.id === id)
    );
  }

  list(type: string): StoredResource[] {
    return this.all().filter((resource) => resource.type === type);
  }

  all(): StoredResource[] {
    return [...this.resources.values(), ...this.others()];
  }

  /** Stores the resource, in place of one of the same type and id. */
  put(resource: StoredResource): void {
    this.resources.set(key(resource.type, resource.id), resource);
    this.save();
  }

  remove(type: string, id: string): void {
    if (this.resources.delete(key(type, id))) this.save();
  }

  private save(): void {
    const state: StateFile = { accountId: this.id, resources: [...this.resources.values()] };
    writeWhole(this.stateFile, state);
  }
}

function key(type: string, id: string): string {
  return `${type} ${id}`;
}

function readState(path: string): StateFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as StateFile;
  } catch (error) {
    throw new Error(`${path} is not the state of a simulated account`, { cause: error });
  }
}
