import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import type { Environment } from "../environment";

const resource = z.looseObject({ urn: z.string(), type: z.string(), custom: z.boolean().optional() });

const schema = z.looseObject({
  checkpoint: z.looseObject({
    latest: z
      .looseObject({
        resources: z.array(resource).nullish(),
        pending_operations: z.array(z.looseObject({ type: z.string(), resource })).nullish(),
      })
      .nullish(),
  }),
});

/** What the engine has written down of a stack: its resources, and the operations on them that it has begun but not ended. */
export interface Checkpoint {
  readonly resources: readonly z.infer<typeof resource>[];
  readonly pendingOperations: readonly { readonly type: string; readonly resource: z.infer<typeof resource> }[];
}

/** Reads the state of the environment's stack in the engine's file backend; `undefined` while there is no stack. */
export function readCheckpoint(environment: Environment): Checkpoint | undefined {
  const stacks = path.join(backend(environment), "stacks");
  // The folder of the project, the only one of this backend.
  const [project] = fs.existsSync(stacks) ? fs.readdirSync(stacks) : [];
  const file = path.join(stacks, project ?? "", `${environment.name}.json`);
  if (!fs.existsSync(file)) return undefined;
  const { latest } = schema.parse(JSON.parse(fs.readFileSync(file, "utf8"))).checkpoint;
  return { resources: latest?.resources ?? [], pendingOperations: latest?.pending_operations ?? [] };
}

/** Removes the lock that an engine left which was killed. Only for the holder of the environment's own lock: no other engine of it can run. */
export function removeStaleLocks(environment: Environment): void {
  fs.rmSync(path.join(backend(environment), "locks"), { recursive: true, force: true });
}

function backend({ backendDirectory }: Environment): string {
  return path.join(backendDirectory, ".pulumi");
}
