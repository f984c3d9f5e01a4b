import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Properties } from "../provider/values";
import { writeWhole } from "../writeWhole";

export interface StoredResource {
  readonly type: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The program's resource that it was created for. */
  readonly urn?: string;
  /** Made by AWS itself, like a default security group or a network interface: no program registered it. */
  readonly hidden?: boolean;
}

/** A change of a resource that AWS has begun and not completed. */
export interface Operation {
  readonly kind: "create" | "update" | "delete";
  readonly type: string;
  /** Of the resource; it gets one when its creation completes. */
  readonly id?: string;
  readonly urn: string;
  readonly region: string;
  /** Resources that AWS has stored for it so far. */
  readonly made: readonly Key[];
}

/** What tells an operation from others. */
export type OperationId = string;

type Key = Pick<StoredResource, "type" | "id">;

interface State {
  readonly resources: ReadonlyMap<string, StoredResource>;
  readonly operations: ReadonlyMap<OperationId, Operation>;
}

interface StateFile {
  readonly accountId: string;
  readonly resources: readonly StoredResource[];
  readonly operations?: Readonly<Record<OperationId, Operation>>;
}

/** The operation on whose behalf code runs, across its promises. One for all accounts: each further one would slow every promise of the process. */
const currentOperation = new AsyncLocalStorage<OperationId>();

/**
 * The simulated AWS account: every resource in it and every operation that is under way, kept in one JSON file.
 *
 * Reading and changing it is synchronous, so that a rule can be checked and its consequence stored without another call coming between. What can't be
 * written, because the disk is full, did not happen.
 */
export class Account {
  private written: State;
  private state: State;
  /** While an operation has not answered yet, its changes are only collected. */
  private isCollecting = false;

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
    if (state && state.accountId !== id)
      throw new Error(
        `${stateFile} holds the simulated account ${state.accountId}, not ${id}: destroy that environment first`,
      );
    this.state = this.written = {
      resources: new Map(state?.resources.map((resource) => [key(resource), resource])),
      operations: new Map(Object.entries(state?.operations ?? {})),
    };
  }

  /** The account that the file holds, whichever it is; `undefined` when there is no such file. */
  static open(stateFile: string, others?: () => readonly StoredResource[]): Account | undefined {
    const state = readState(stateFile);
    return state && new Account(state.accountId, stateFile, others);
  }

  get(type: string, id: string): StoredResource | undefined {
    return (
      this.state.resources.get(key({ type, id })) ??
      this.others().find((resource) => resource.type === type && resource.id === id)
    );
  }

  list(type: string): StoredResource[] {
    return this.all().filter((resource) => resource.type === type);
  }

  all(): StoredResource[] {
    return [...this.state.resources.values(), ...this.others()];
  }

  /** Operations that have not completed. When nobody works on the account, the process that began them was killed. */
  get operations(): ReadonlyMap<OperationId, Operation> {
    return this.state.operations;
  }

  /** Stores the resource, in place of one of the same type and id. */
  put(resource: StoredResource): void {
    const { resources } = this.state;
    const operations = new Map(this.state.operations);
    const current = currentOperation.getStore() ?? "";
    const operation = operations.get(current);
    if (operation && !resources.has(key(resource))) {
      operations.set(current, { ...operation, made: [...operation.made, { type: resource.type, id: resource.id }] });
    }
    this.change({ resources: new Map(resources).set(key(resource), resource), operations });
  }

  remove(type: string, id: string): void {
    const resources = new Map(this.state.resources);
    if (resources.delete(key({ type, id }))) this.change({ ...this.state, resources });
  }

  /**
   * Begins an operation, which {@link complete} ends. What it changes before it answers is written in one go; if the answer is a promise, together with
   * a note that the operation is under way. A process that is killed leaves either nothing of an operation or a note of it.
   */
  begin<Answer>(operation: Omit<Operation, "made">, work: () => Answer): { id: OperationId; answer: Answer } {
    const id = randomUUID();
    this.isCollecting = true;
    try {
      this.change({ ...this.state, operations: new Map(this.state.operations).set(id, { ...operation, made: [] }) });
      const answer = currentOperation.run(id, work);
      this.isCollecting = false;
      if (answer instanceof Promise) this.change(this.state);
      return { id, answer };
    } catch (error) {
      this.state = this.written;
      throw error;
    } finally {
      this.isCollecting = false;
    }
  }

  /** Ends an operation, and stores or removes its resource in the same write. */
  complete(id: OperationId, outcome: { readonly put?: StoredResource; readonly remove?: Key } = {}): void {
    const resources = new Map(this.state.resources);
    const operations = new Map(this.state.operations);
    operations.delete(id);
    if (outcome.put) resources.set(key(outcome.put), outcome.put);
    if (outcome.remove) resources.delete(key(outcome.remove));
    this.change({ resources, operations });
  }

  /** Takes back what AWS has stored for an operation. It still has to be completed. */
  undo(id: OperationId): void {
    const operation = this.state.operations.get(id);
    if (!operation) return;
    const resources = new Map(this.state.resources);
    for (const made of operation.made) resources.delete(key(made));
    const operations = new Map(this.state.operations).set(id, { ...operation, made: [] });
    this.change({ resources, operations });
  }

  private change(state: State): void {
    this.state = state;
    if (this.isCollecting) return;
    const file: StateFile = {
      accountId: this.id,
      resources: [...state.resources.values()],
      operations: Object.fromEntries(state.operations),
    };
    try {
      writeWhole(this.stateFile, file);
      this.written = state;
    } catch (error) {
      this.state = this.written;
      throw error;
    }
  }
}

function key({ type, id }: Key): string {
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
