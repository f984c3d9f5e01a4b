// Run by the guard of a command that was killed: see ofCommand.ts.
import { endProcesses } from "./endProcesses";

const [variable = "", value = ""] = process.argv.slice(2);
void endProcesses(variable, value);
