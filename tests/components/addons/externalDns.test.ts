import assert from "node:assert/strict";
import { ExternalDns, type ExternalDnsArgs } from "../../../components/addons/external-dns/component";
import { externalDns } from "../../../components/addons/external-dns/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs, addonArgsOnFargate } from "./addonArgs";

const zones = [
  { name: "dev.example.com", id: "Z1", private: false },
  { name: "dev.example.com", id: "Z2", private: true },
];

describe("ExternalDns", () => {
  const added = (changes: Partial<ExternalDnsArgs> = {}) =>
    recordComponent((opts) => {
      new ExternalDns(
        "external-dns",
        { ...addonArgs("v0.21.0-eksbuild.10"), zones, ...externalDns.settings.parse({}), ...changes },
        opts,
      );
    });

  it("may write into the zones of the stack file only, by its own pod", async () => {
    const recording = await added();
    const { Statement } = JSON.parse(textOf(recording.get("aws:iam/rolePolicy:RolePolicy").inputs.policy)) as {
      Statement: { Action: string | string[]; Resource: string | string[] }[];
    };
    const writing = Statement.filter(({ Action }) => [Action].flat().some((action) => !/:List/.test(action)));
    assert.deepEqual(
      writing.map(({ Resource }) => Resource),
      [["arn:aws:route53:::hostedzone/Z1", "arn:aws:route53:::hostedzone/Z2"]],
    );
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role").inputs;
    assert.match(textOf(assumeRolePolicy), /"aws:RequestTag\/kubernetes-namespace":"external-dns"/);
    recording.happensBefore("RolePolicy::external-dns-policy", "Addon::external-dns");
    recording.destroyedBefore("Addon::external-dns", "RolePolicy::external-dns-policy");
  });

  it("has its role from EKS on Fargate too, by its service account", async () => {
    const recording = await recordComponent((opts) => {
      const settings = externalDns.settings.parse({});
      new ExternalDns("external-dns", { ...addonArgsOnFargate("v0.23.0-eksbuild.1", opts), zones, ...settings }, opts);
    });
    const { serviceAccountRoleArn, podIdentityAssociations } = recording.get("aws:eks/addon:Addon").inputs;
    assert.equal(serviceAccountRoleArn, "arn:aws:iam::111111111111:role/external-dns-role");
    assert.equal(podIdentityAssociations, undefined);
  });

  it("may do nothing but take on a role in the account of its zones, where they are in another one", async () => {
    const zonesRoleArn = "arn:aws:iam::222222222222:role/records";
    const recording = await added({ zonesRoleArn });
    assert.deepEqual(JSON.parse(textOf(recording.get("aws:iam/rolePolicy:RolePolicy").inputs.policy)), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: zonesRoleArn }],
    });
    const association = recording.get("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    assert.equal(association.inputs.targetRoleArn, zonesRoleArn);
    recording.happensBefore(association, "Addon::external-dns");
    assert.equal(recording.get("aws:eks/addon:Addon").inputs.podIdentityAssociations, undefined);
  });

  it("sees these zones only, deletes nothing, and owns what it writes", async () => {
    const { configurationValues } = (await added()).get("aws:eks/addon:Addon").inputs;
    assert.deepEqual(JSON.parse(textOf(configurationValues)), {
      policy: "upsert-only",
      sources: ["service", "ingress"],
      txtOwnerId: "demo",
      domainFilters: ["dev.example.com"],
      extraArgs: ["--events", "--zone-id-filter=Z1", "--zone-id-filter=Z2"],
    });
  });

  it("reads annotations of the prefix that the stack file pins", async () => {
    const annotationPrefix = "external-dns.alpha.kubernetes.io/";
    const { configurationValues } = (await added({ annotationPrefix, zones: zones.slice(0, 1) })).get(
      "aws:eks/addon:Addon",
    ).inputs;
    const { extraArgs } = JSON.parse(textOf(configurationValues)) as { extraArgs: string[] };
    assert.deepEqual(extraArgs, ["--events", "--zone-id-filter=Z1", `--annotation-prefix=${annotationPrefix}`]);
  });
});
