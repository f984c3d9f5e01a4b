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
