import * as pulumi from "@pulumi/pulumi";
import { registerReferences } from "./eks/references";
import { componentProvider } from "./provider";

/**
 * Serves the stand-ins as every plugin does: prints the port and waits for the engine.
 *
 * The engine's address is the one argument. A provider that is attached with `PULUMI_DEBUG_PROVIDERS` gets none, and is told when the engine attaches.
 */
registerReferences();
void pulumi.provider.main(componentProvider, process.argv.slice(2));
// The SDK takes a stack trace of every promise and every resource, and its server translates each with source maps: three quarters of the time.
Error.stackTraceLimit = 0;
