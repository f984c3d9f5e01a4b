import { posix } from "node:path";
import { parseQuantity } from "../../../capacity/quantity";
import { listed } from "../../spec/lists";
import { portOf, probesOf, type Container } from "../model/container";
import { containerOrder, platformsOf, type Pod } from "../model/pod";
import { DataObject, Key, ResourceOf, Scratch, Storage } from "../model/sources";
import { imageProblem } from "../pod.spec";
import type { Report } from "./problem";

/** Rules that the containers of a pod keep, wherever it runs. */
export function checkContainers(pod: Pod, report: Report): void {
  const { containers } = pod;
  const { main } = containerOrder(containers);
  if (platformsOf(pod).length === 0) {
    report("containers", "must have an architecture in common: one node runs them all, and platforms leaves none");
  }
  if (main.length === 0) report("containers", "must have one that is neither init nor sidecar");
  for (const [name, container] of Object.entries(containers)) {
    const of: Report = (option, ...problem) => report(`containers.${name}${option && `.${option}`}`, ...problem);
    if (!isLabel(name)) of("", "must have a name of lower-case letters, digits and hyphens, at most 63");
    checkContainer(container, containers, of);
  }
  checkPorts(containers, report);
}

const isLabel = (name: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);

function checkContainer(container: Container, all: Pod["containers"], report: Report): void {
  const { image, init, sidecar, lifecycle, ports = {} } = container;
  const wrong = typeof image === "string" ? imageProblem(image) : undefined;
  if (wrong) report("image", wrong);
  if (init && lifecycle) report("lifecycle", "must be left out with init: it runs to its end");
  if (init && sidecar) report("sidecar", "must be left out with init");
  if (typeof sidecar === "object") {
    const inits = Object.keys(all).filter((name) => all[name]?.init);
    for (const name of sidecar.before.filter((each) => !inits.includes(each))) {
      if (all[name] && !all[name].sidecar) continue; // a main container, before which it starts in any case
      report("sidecar.before", `must be names of containers, not ${name}`);
    }
  }
  const { startup, readiness, liveness } = probesOf(container);
  for (const [name, probe] of Object.entries({ startup, readiness, liveness })) {
    if (!probe || "exec" in probe) continue;
    if (init) report("healthy", "must be left out with init: it runs to its end");
    else if (probe.port === undefined && Object.keys(ports).length === 0) {
      report("healthy", "needs a port to ask: give the container one");
    } else if (probe.port !== undefined && !(probe.port in ports)) {
      report(`healthy.${name}.port`, `must be one of ${listed(Object.keys(ports), "or")}`);
    }
  }
  checkEnvironment(container, all, report);
  checkFiles(container, report);
  checkResources(container, report);
}

/** Names that Kubernetes takes, which are more than a shell does. */
const variable = /^[!-<>-~][ -<>-~]*$/;

function checkEnvironment({ env = {} }: Container, all: Pod["containers"], report: Report): void {
  for (const [name, value] of Object.entries(env)) {
    if (!variable.test(name)) report(`env.${name}`, "must have a name of printable characters without =");
    if (value instanceof Key) checkKey(value, `env.${name}`, report);
    if (value instanceof ResourceOf && value.container !== undefined && !all[value.container]) {
      report(`env.${name}`, `must name a container of the pod, not ${value.container}`);
    }
  }
}

function checkKey({ of, key }: Key, option: string, report: Report): void {
  if (of.keys && !of.keys.includes(key)) {
    report(option, `must be a key of the ${of.kind}, which has ${listed(of.keys, "and") || "none"}, not ${key}`);
  }
}

function checkFiles({ files = {} }: Container, report: Report): void {
  const paths = Object.keys(files);
  for (const [path, source] of Object.entries(files)) {
    const option = `files.${path}`;
    if (!path.startsWith("/") || path === "/" || posix.normalize(path) !== path || path.includes(":")) {
      report(option, "must be at an absolute path without .., : or a slash at the end, for example /etc/api");
      continue;
    }
    const outer = paths.find((other) => other !== path && path.startsWith(`${other}/`));
    if (outer !== undefined) report(option, `must not be inside ${outer}, which something else is mounted at`);
    if (source instanceof Key) checkKey(source, option, report);
    if (source instanceof DataObject && source.keys?.length === 0) report(option, "must not be empty");
    const size = source instanceof Scratch ? source.size : source instanceof Storage ? source.args.size : undefined;
    if (size !== undefined && !isAmount(size)) report(option, "must have a size as 64Mi", size);
  }
}

const isAmount = (text: string): boolean => (parseQuantity(text) ?? 0n) > 0n;

function checkResources({ requests, limits = {} }: Container, report: Report): void {
  for (const [section, amounts] of Object.entries({ requests, limits })) {
    for (const [resource, text] of Object.entries(amounts)) {
      if (!isAmount(text)) report(`${section}.${resource}`, "must be a quantity as 250m or 256Mi", text);
    }
  }
  for (const [resource, limit] of Object.entries(limits)) {
    const request = requests[resource];
    if (request === undefined || (parseQuantity(request) ?? 0n) <= (parseQuantity(limit) ?? 0n)) continue;
    report(`requests.${resource}`, `must not be more than limits.${resource} (${limit})`, request);
  }
  // Kubernetes counts devices whole, and gives no more of them than it sets aside.
  for (const [resource, request] of Object.entries(requests)) {
    if (!resource.includes("/") || limits[resource] === undefined || limits[resource] === request) continue;
    report(`limits.${resource}`, `must be the same as requests.${resource} (${request})`);
  }
}

/** A pod has one address for all its containers. */
function checkPorts(containers: Pod["containers"], report: Report): void {
  const names = new Map<string, string>();
  const numbers = new Map<string, string>();
  for (const [container, { ports = {} }] of Object.entries(containers)) {
    for (const [name, value] of Object.entries(ports)) {
      const { port, protocol = "TCP" } = portOf(value);
      const option = `containers.${container}.ports.${name}`;
      if (!/^(?=.*[a-z])[a-z0-9](?:-?[a-z0-9]){0,14}$/.test(name) || name.length > 15) {
        report(option, "must have a name of at most 15 lower-case letters, digits and hyphens, a letter among them");
      }
      if (!Number.isInteger(port) || port < 1 || port > 65535) report(option, "must be 1 to 65535", port);
      const [sameName, sameNumber] = [names.get(name), numbers.get(`${protocol} ${port}`)];
      if (sameName !== undefined) report(option, `must have another name: ${sameName} has this one`);
      else if (sameNumber !== undefined) report(option, `must be another port: ${sameNumber} has ${port}`);
      names.set(name, option);
      numbers.set(`${protocol} ${port}`, option);
    }
  }
}
