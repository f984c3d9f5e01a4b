// Lets Node load TypeScript: the types are taken out, and every line stays where it is, so that stack traces are right without
// source maps. Nothing is checked. What is left of a file is kept, as Node keeps what it has compiled: a start of the program
// would take a fifth longer.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { enableCompileCache } = require("node:module");
const path = require("node:path");
const { addHook } = require("pirates");
const { version } = require("sucrase/package.json");

enableCompileCache?.(); // from Node 22 on: half a second less for the SDKs

const options = { transforms: ["typescript", "imports"], disableESTransforms: true };
const maker = JSON.stringify({ version, options });
const folder = path.join(__dirname, "node_modules", ".cache", "typescript");

addHook(
  (code, filePath) => {
    const kept = path.join(folder, `${createHash("sha256").update(maker).update(code).digest("hex")}.js`);
    return read(kept) ?? keep(kept, require("sucrase").transform(code, { ...options, filePath }).code);
  },
  { exts: [".ts"] },
);

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function keep(file, code) {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(unfinished, code);
    renameSync(unfinished, file); // whole, or not at all: another process may read it
  } catch {
    // A folder that can't be written, or is full, costs time at the next start and nothing else.
  }
  return code;
}
