// Installs the packages of package-lock.json where node_modules is missing, incomplete or from another lockfile.
// Plain Node: it runs before there are packages.
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");

const SIGN_OF_LIFE_SECONDS = 10;

/** The holder of the lock renews it each second; one that was not renewed for this long belonged to a process that was killed. */
const STALE_MILLISECONDS = 10_000;

/** Returns once the packages are installed. Where npm fails, this process ends as npm did. */
exports.ensurePackages = function (directory) {
  if (whyInstall(directory) === undefined) return;
  // Standard output belongs to the command that was asked for.
  const { status, signal } = spawnSync(process.execPath, [__filename, directory], { stdio: ["ignore", 2, 2] });
  if (signal) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
};

/** Says why the packages must be installed; `undefined` where node_modules is what package-lock.json asks for. */
exports.whyInstall = whyInstall;
function whyInstall(directory) {
  const wanted = readPackages(path.join(directory, "package-lock.json"));
  // npm writes this file as the last step of an installation.
  const installed = readPackages(path.join(directory, "node_modules", ".package-lock.json"));
  if (wanted === undefined) throw new Error(`There is no package-lock.json in ${directory}.`);
  if (installed === undefined) {
    return fs.existsSync(path.join(directory, "node_modules"))
      ? "node_modules is incomplete"
      : "there is no node_modules";
  }
  const locations = new Set([...Object.keys(wanted), ...Object.keys(installed)]);
  locations.delete(""); // the project itself
  for (const location of locations) {
    const [want, have] = [wanted[location], installed[location]];
    if (have === undefined && want.optional) continue; // for another platform
    if (have?.version !== want?.version || have?.integrity !== want?.integrity) return "package-lock.json has changed";
    if (!fs.existsSync(path.join(directory, location, "package.json"))) return `${location} is missing`;
  }
  return undefined;
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Runs `npm ci`, one process at a time. */
async function install(directory) {
  const lock = path.join(directory, ".install.lock");
  await acquire(lock);
  try {
    const reason = whyInstall(directory);
    if (reason === undefined) return 0; // another command installed them meanwhile
    console.error(`Installing the packages with npm ci, because ${reason}. This takes about half a minute.`);
    const { code, signal } = await npmCi(directory, lock);
    if (signal) return signal;
    const remaining = code === 0 ? whyInstall(directory) : undefined;
    if (remaining !== undefined) console.error(`npm ci ended without an error, but ${remaining}.`);
    return remaining === undefined ? code : 1;
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

async function acquire(lock) {
  for (let waited = false; ; waited = true) {
    try {
      return fs.mkdirSync(lock);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const renewed = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - renewed > STALE_MILLISECONDS) fs.rmSync(lock, { recursive: true, force: true });
    else {
      if (!waited) console.error("Another command is installing the packages: waiting for it to end.");
      await sleep(250);
    }
  }
}

function npmCi(directory, lock) {
  const started = Date.now();
  const npm = process.env.npm_execpath; // set by npm itself; another package manager sets its own
  const [command, args] = npm && /npm-cli\.c?js$/.test(npm) ? [process.execPath, [npm]] : ["npm", []];
  // Also with NODE_ENV=production, which would leave out what the tests need.
  const flags = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, ...flags], { cwd: directory, stdio: ["ignore", 2, 2] });
    const pass = (signal) => child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, pass);
    const parent = process.ppid;
    let seconds = 0;
    const timer = setInterval(() => {
      seconds = Math.round((Date.now() - started) / 1000);
      fs.utimesSync(lock, new Date(), new Date());
      if (process.ppid !== parent) child.kill("SIGTERM"); // the command was killed
      // On a terminal npm shows its own progress.
      if (!process.stderr.isTTY && seconds % SIGN_OF_LIFE_SECONDS === 0) console.error(`npm ci: ${seconds} s`);
    }, 1000);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearInterval(timer);
      for (const name of signals) process.off(name, pass);
      resolve({ code, signal });
    });
  });
}

if (require.main === module) {
  install(process.argv[2]).then(
    (ended) => {
      if (typeof ended === "string") process.kill(process.pid, ended);
      else process.exitCode = ended;
    },
    (error) => {
      console.error(`The packages can't be installed: ${error.message}`);
      process.exitCode = 1;
    },
  );
}
