import assert from "node:assert/strict";
import { imageId } from "../../../../twin/aws/eks/images/amiReleases";
import type { Properties } from "../../../../twin/provider/values";
import { REGION } from "../simulated";
import { ADDON, CLUSTER, clusterInputs, NODE_GROUP, nodeGroupInputs, Stage, SYSTEM, VPC_CNI } from "./stage";

const GROUP = "aws:autoscaling/group:Group";
const tags = { owner: "team", costCenter: "1" };
const launchTemplate = { id: "lt-1", version: "1" };
const tagged = (...resourceTypes: string[]): Properties => ({
  tagSpecifications: resourceTypes.map((resourceType) => ({ resourceType, tags: { ...tags, Name: "x" } })),
});
const everything = tagged("instance", "volume", "network-interface");

async function stageWith(...versions: Properties[]): Promise<Stage> {
  const stage = new Stage({ defaultTags: JSON.stringify({ tags }) });
  await stage.create(CLUSTER, clusterInputs());
  await stage.create(ADDON, VPC_CNI);
  for (const version of versions) stage.putLaunchTemplate("lt-1", version);
  return stage;
}

describe("an organisation that wants tags on what is launched", () => {
  it("refuses a managed group whose template has none of them", async () => {
    const stage = await stageWith({ tagSpecifications: [{ resourceType: "instance", tags: { Name: "x" } }] });
    await assert.rejects(
      stage.create(NODE_GROUP, nodeGroupInputs({ launchTemplate })),
      /InvalidRequestException: You are not authorized to launch instances with this launch template\..*instance without owner, costCenter; volume without owner, costCenter; network-interface without/,
    );
  });

  it("takes one with all of them, until a new version has fewer", async () => {
    const stage = await stageWith(everything, tagged("instance", "volume"));
    await stage.create(NODE_GROUP, nodeGroupInputs({ launchTemplate }));
    await stage.update(SYSTEM, { labels: { tier: "system" } });
    await assert.rejects(
      stage.update(SYSTEM, { launchTemplate: { ...launchTemplate, version: "2" } }),
      /explicit deny of ec2:RunInstances in a service control policy: network-interface without owner, costCenter/,
    );
  });

  it("refuses an Auto Scaling group too, whose own tags do not count", async () => {
    const image = {
      imageId: imageId(REGION, "AL2023_x86_64_STANDARD", "1.36", "1.36.4-20260930"),
      instanceType: "m5.large",
      vpcSecurityGroupIds: [],
    };
    const stage = await stageWith(image, { ...image, ...everything });
    const group = (version: string): Properties => ({
      name: "batch",
      minSize: 0,
      maxSize: 1,
      desiredCapacity: 0,
      vpcZoneIdentifiers: ["subnet-a"],
      launchTemplate: { name: "lt-1", version },
      tags: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
    });
    await assert.rejects(
      stage.create(GROUP, group("1")),
      /AccessDenied: You are not authorized to use launch template: .*instance without owner, costCenter/,
    );
    await stage.create(GROUP, group("2"));
  });
});
