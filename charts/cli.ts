import { command } from "./command";

void command(process.argv.slice(2), console).then((code) => (process.exitCode = code));
