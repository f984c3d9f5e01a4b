import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./answers";
import { RecordingMonitor } from "./monitor";
import type { RecordedResource } from "./recordedResource";
import type { Value } from "./values";

export interface RecordOptions {
  /** @default "eks-platform" */
  readonly project?: string;
  /** @default "test" */
  readonly stack?: string;
  /** Configuration as `pulumi config` holds it: full keys, structured values as JSON. @default {} */
  readonly config?: Readonly<Record<string, string>>;
  /** Where the mock account is. @default 111111111111 in eu-west-1 */
  readonly place?: Place;
  /** Whether ids and computed outputs are unknown, as in the first preview of an empty stack. @default false */
  readonly preview?: boolean;
}

/** All that one run of a program registered. */
export interface Recorded {
  /** In the order of registration; the stack itself is the first. */
  readonly resources: readonly RecordedResource[];
  /** What components and the stack passed to registerOutputs, by URN. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, Value>>>;
}

const defaultPlace: Place = { accountId: "111111111111", region: "eu-west-1" };

/**
 * Runs a program against a mock monitor, as the preview of an environment that exists: without an engine, an account or a network. What the
 * program returns are the stack's outputs.
 */
export async function record(program: () => unknown, options: RecordOptions = {}): Promise<Recorded> {
  const monitor = new RecordingMonitor(options.place ?? defaultPlace, options.preview ?? false);
  pulumi.runtime.setAllConfig({ ...options.config });
  pulumi.runtime.setMockOptions(
    monitor,
    options.project ?? "eks-platform",
    options.stack ?? "test",
    true, // nothing is asked of an API server in a preview
  );
  // The SDK keeps a stack trace for every promise, which takes most of a run's time. Take this out to see where a program failed.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  process.setSourceMapsEnabled(false);
  try {
    // Negotiates features with the monitor as it would with the engine, which plain setMocks does not (no transforms).
    await pulumi.runtime.runInPulumiStack(async () => await program());
    await pulumi.runtime.disconnect();
  } finally {
    process.setSourceMapsEnabled(true);
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { resources: monitor.registrations, outputs: monitor.outputs };
}
