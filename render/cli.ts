import { command } from "./command";

command(process.argv.slice(2), console).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2; // 1 says that something differs
  },
);
