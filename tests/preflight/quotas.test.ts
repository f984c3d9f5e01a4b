import assert from "node:assert/strict";
import { instanceTypeNames } from "../../capacity/instanceTypes";
import { parseStackFile } from "../../config/stackFile";
import { fargateQuota } from "../../preflight/checks/fargateQuota";
import { instanceQuotas } from "../../preflight/checks/instanceQuotas";
import { networkQuotas } from "../../preflight/checks/networkQuotas";
import { instanceNeeds } from "../../preflight/instanceQuotas";
import { stackFilePath } from "../config/stackText";
import { type Answers, finding, found, refused } from "./asked";

const list = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);

/** An account with so many of each, and what of it is the environment's. */
const account = (all: number, own: number, quota = 5): Answers => ({
  getServiceQuota: { value: quota },
  getVpcs: ({ tags }) => ({ ids: list(tags ? own : all) }),
  getEips: ({ tags }) => ({ allocationIds: list(tags ? own : all) }),
  getClusters: { names: [...list(all - own), ...(own > 0 ? ["platform-dev"] : [])] },
});

const verdicts = async (answers: Answers) =>
  Object.fromEntries((await found(networkQuotas, answers)).map(({ subject, verdict }) => [subject, verdict]));

describe("preflight: quotas of the network", () => {
  it("are enough as long as there is room for what is missing", async () => {
    assert.deepEqual(await verdicts(account(4, 0)), {
      VPCs: "ok",
      "Elastic IPs": "ok",
      "NAT gateways": "ok",
      clusters: "ok",
    });
  });

  it("are used up by others", async () => {
    const [vpcs] = await found(networkQuotas, account(5, 0));
    assert.equal(vpcs?.verdict, "wrong");
    assert.equal(vpcs.detail, "needs 1 more; 5 of 5 VPCs are in use");
    assert.match(vpcs.fix ?? "", /--region eu-west-1 --service-code vpc --quota-code L-F678F1CE --desired-value 6$/);
  });

  it("are not needed twice for an environment that is up", async () => {
    assert.deepEqual(new Set(Object.values(await verdicts(account(5, 1)))), new Set(["ok"]));
  });

  it("ask for an address in each zone with a gateway in each", async () => {
    const all = await found(networkQuotas, account(4, 0), { "network.natGateways": "onePerAz" });
    assert.match(all[1]?.detail ?? "", /^needs 2 more; 4 of 5 addresses/);
    assert.equal(all[1]?.verdict, "wrong");
  });

  it("are unknown one by one", async () => {
    assert.deepEqual(await verdicts({ ...account(0, 0), getEips: refused }), {
      VPCs: "ok",
      "Elastic IPs": "unknown",
      "NAT gateways": "ok",
      clusters: "ok",
    });
  });
});

describe("preflight: quotas of instances", () => {
  const config = parseStackFile(stackFilePath("dev"));
  const [group] = config.dataPlane;
  const needs = (...groups: object[]) =>
    instanceNeeds({
      ...config,
      dataPlane: groups.map((changes) => ({ ...group, ...changes })) as typeof config.dataPlane,
    });

  it("are needed for the largest type of a class, by class and way to buy", () => {
    const scaling = { min: 0, desired: 0, max: 3 };
    assert.deepEqual(
      needs(
        { instanceTypes: ["m7i.large", "c7i.xlarge", "g5.2xlarge"], scaling },
        { instanceTypes: ["r7i.large"], scaling, capacityType: "spot" },
        { instanceTypes: ["t3.large"], scaling, perZone: true },
        { kind: "self-managed", instanceTypes: ["m7i.large"], scaling, capacityType: "spot", onDemandBase: 1 },
      ),
      [
        { name: "on-demand Standard", code: "L-1216C47A", vcpus: 3 * 4 + 2 * 3 * 2 + 2, unsized: [] },
        { name: "on-demand G and VT", code: "L-DB2E81BA", vcpus: 3 * 8, unsized: [] },
        { name: "spot Standard", code: "L-34B43A08", vcpus: 3 * 2 + 2 * 2, unsized: [] },
      ],
    );
  });

  it("are known for every type that a node can be of", () => {
    // Macs are dedicated hosts; the others AWS sells no more.
    const types = instanceTypeNames.filter((type) => !/^(mac|bmn|cr1|hs1)/.test(type));
    const unknown = needs({ instanceTypes: types }).filter(({ code }) => code === undefined);
    assert.deepEqual(unknown, []);
  });

  it("are compared with what the groups need at most", async () => {
    const answer = (value: number) => finding(instanceQuotas, { getServiceQuota: { value } });
    assert.deepEqual([(await answer(8)).verdict, (await answer(7)).verdict], ["ok", "wrong"], "4 nodes of 2 vCPUs");
    assert.match((await answer(7)).fix ?? "", /--quota-code L-1216C47A --desired-value 8$/);
    assert.equal((await finding(instanceQuotas, { getServiceQuota: refused })).verdict, "unknown");
  });

  it("are not known for spot instances that AWS does not sell", async () => {
    const changes = { "dataPlane.0.instanceTypes": ["hpc7a.12xlarge"], "dataPlane.0.capacityType": "spot" };
    assert.equal((await finding(instanceQuotas, {}, changes)).verdict, "unknown");
  });
});

describe("preflight: the quota of Fargate", () => {
  const withFargate = { "dataPlane.1": { name: "pods", kind: "fargate", selectors: [{ namespace: "hello" }] } };

  it("is not asked for without a profile", async () => {
    assert.deepEqual(await found(fargateQuota, {}), []);
  });

  it("is wrong when no pod fits, and otherwise nothing that a stack file decides", async () => {
    const verdict = async (value: number) =>
      (await finding(fargateQuota, { getServiceQuota: { value } }, withFargate)).verdict;
    assert.deepEqual([await verdict(0), await verdict(6)], ["wrong", "unknown"]);
  });
});
