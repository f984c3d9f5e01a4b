import { plan } from "./command";

process.exitCode = plan(process.argv.slice(2), console);
