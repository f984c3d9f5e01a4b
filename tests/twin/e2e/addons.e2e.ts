import assert from "node:assert/strict";
import { addonNames, addonSpec, type AddonName } from "../../../components/addons/specs";
import { ConfigError } from "../../../config/errors";
import { findStackFile } from "../../../config/findStackFile";
import { parseStackFile } from "../../../config/stackFile";
import { ApiServer } from "../../../twin/apiServer/apiServer";
import { Account } from "../../../twin/aws/account";
import type { KubernetesObject } from "../../../twin/aws/eks/kubernetes/types";
import { objectsOfUsers } from "../../../twin/commands/leftovers";
import { ControlPlaneFiles } from "../../../twin/controlPlane";
import { ensureControlPlaneTools } from "../../../twin/toolchain";
import type { Changes } from "../../config/stackText";
import { environments, stackConfig } from "../../helpers/stackConfig";
import { Rehearsal } from "./rehearsal";

const MINOR = "1.36";
const ACCOUNT = "333333333333";

type ByAddon = Readonly<Record<string, unknown>>;

/** What the stack files of the repository pin and set for a cluster of the minor. */
const written = environments
  .map((name) => {
    const { "eks-platform:versions": versions = "", "eks-platform:addons": addons = "{}" } = stackConfig(name);
    const { kubernetes, addons: pins = {} } = JSON.parse(versions) as { kubernetes: string; addons?: ByAddon };
    return { kubernetes, pins, settings: JSON.parse(addons) as ByAddon };
  })
  .filter(({ kubernetes }) => kubernetes === MINOR);

/** What the rules of some add-on ask for, beside the smallest environment. */
const cluster: Changes = {
  "cluster.deletionProtection": false,
  "versions.nodes.bottlerocket": "1.65.0-0be31b34",
  "dns.zones": [{ name: "example.com", id: "Z0123456789EXAMPLECOM" }],
  dataPlane: [
    { name: "system", kind: "managed", instanceTypes: ["m7i.large"], scaling: { min: 2, max: 3 } },
    { name: "own", kind: "self-managed", instanceTypes: ["m7i.large"], scaling: { min: 1, max: 2 } },
  ],
};

/** The smallest environment has those that no cluster of nodes does without. */
const optional = addonNames.filter((name) => !addonSpec(name).requiredOn?.includes("ec2"));

/** An add-on, after those that it does not work without. */
function withNeeds(name: AddonName): AddonName[] {
  const needs = optional.filter((each) => addonSpec(name).needs?.includes(each));
  return [...needs.flatMap(withNeeds), name];
}

/** What it goes after comes along where one of its rules asks for some of that. */
function leastWith(name: AddonName, isSound: (addons: readonly AddonName[]) => boolean): AddonName[] {
  const after = optional.filter((each) => addonSpec(name).after?.includes(each));
  const least = withNeeds(name);
  return isSound(least) ? least : [...after.flatMap(withNeeds), ...least];
}

const kindsOf = (name: AddonName) => addonSpec(name).kinds ?? [];

function pinned(name: AddonName): Changes {
  const found = written.find(({ pins }) => pins[name] !== undefined);
  assert.ok(found, `no stack file pins ${name} for ${MINOR}`);
  const { [name]: settings } = found.settings;
  return {
    [`versions.addons.${name}`]: found.pins[name],
    ...(settings !== undefined && { [`addons.${name}`]: settings }),
  };
}

describe("each add-on alone on the twin", () => {
  const rehearsal = new Rehearsal("e2e-addons", findStackFile("smallest"));
  let installed: readonly AddonName[] = [];
  let initial: readonly string[] = [];
  let seen: readonly string[] = [];

  const write = (addons: readonly AddonName[]) =>
    rehearsal.write(addons.reduce((changes, name) => ({ ...changes, ...pinned(name) }), cluster));

  const isSound = (addons: readonly AddonName[]) => {
    write(addons);
    try {
      parseStackFile(rehearsal.stackFile);
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  };

  const up = async (addons: readonly AddonName[]) => {
    write(addons);
    await rehearsal.up();
    installed = addons;
  };

  const kubeconfig = () => new ControlPlaneFiles(rehearsal.environment.controlPlaneDirectory).kubeconfig("admin");

  /** API groups of custom resource kinds in the cluster. */
  const groups = async () => {
    const cluster = new ApiServer(kubeconfig());
    const definitions = await cluster.list<KubernetesObject>("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    cluster.close();
    return new Set(definitions.map(({ metadata }) => metadata?.name?.replace(/^[^.]+\./, "") ?? ""));
  };

  /** Everything in the account and in the cluster, by name, beside what was there before the first add-on. */
  const brought = async () => {
    const { kubectl } = await ensureControlPlaneTools(MINOR, () => undefined);
    const objects = await objectsOfUsers(kubeconfig(), kubectl);
    const resources = new Account(ACCOUNT, rehearsal.environment.accountFile(ACCOUNT)).all();
    return [...resources.map(({ type, id }) => `${type} ${id}`), ...objects].filter((each) => !initial.includes(each));
  };

  /** Sees what there is now, and nothing that there was when it looked before. */
  const sees = async () => {
    const found = await brought();
    assert.deepEqual(
      found.filter((each) => seen.includes(each)),
      [],
    );
    seen = found;
  };

  before(async () => {
    await up([]);
    initial = await brought();
  });
  after(() => rehearsal.discard());

  for (const name of optional) {
    it(`brings up ${name} with the kinds of its spec, has nothing to do after it, and nothing left of the one before`, async () => {
      const wanted = leastWith(name, isSound);
      // What both need would come again under the names that it had.
      if (wanted.some((each) => installed.includes(each))) {
        await up([]);
        await sees();
      }
      await up(wanted);
      await rehearsal.assertUnchanged();
      await sees();
      const present = await groups();
      assert.deepEqual(
        wanted.flatMap(kindsOf).filter((group) => !present.has(group)),
        [],
      );
      assert.deepEqual(
        [...present].filter((group) => !addonNames.flatMap(kindsOf).includes(group)),
        [],
      );
    });
  }

  it("has nothing left of any in the end, but kinds from the folder crds of a chart", async () => {
    await up([]);
    assert.deepEqual(await brought(), []);
  });
});
