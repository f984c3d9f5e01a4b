import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./answers";
import { RecordingMonitor } from "./monitor";
import { Recording } from "./recording";

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

const defaultPlace: Place = { accountId: "111111111111", region: "eu-west-1" };

/**
 * Runs a program against a mock monitor, as the preview of an environment that exists, and gives back all it registered. What the program returns are the stack's
 * outputs. For the whole program of an environment: `recordEnvironment`; for one component: `recordComponent`.
 */
export async function record(program: () => unknown, options: RecordOptions = {}): Promise<Recording> {
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
  return new Recording(monitor.registrations, monitor.outputs);
}
