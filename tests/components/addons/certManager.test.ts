import assert from "node:assert/strict";
import { CertManager, type CertManagerArgs } from "../../../components/addons/cert-manager/component";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs, addonArgsOnFargate } from "./addonArgs";

const zones = [
  { name: "dev.example.com", id: "Z1", private: false },
  { name: "dev.internal", id: "Z2", private: true },
];

describe("CertManager", () => {
  const added = (changes: Partial<CertManagerArgs> = {}) =>
    recordComponent((opts) => {
      new CertManager("cert-manager", { ...addonArgs("v1.21.2-eksbuild.1"), zones, ...changes }, opts);
    });

  it("may write TXT records into the public zones only, from before it starts", async () => {
    const recording = await added();
    const { policy } = recording.get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Action: string; Resource: unknown }[] };
    assert.deepEqual(
      Statement.find(({ Action }) => Action === "route53:ChangeResourceRecordSets"),
      {
        Effect: "Allow",
        Action: "route53:ChangeResourceRecordSets",
        Resource: ["arn:aws:route53:::hostedzone/Z1"],
        Condition: { "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] } },
      },
    );
    const { namespace, serviceAccount } = recording.get("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs;
    assert.deepEqual([namespace, serviceAccount], ["cert-manager", "cert-manager"]);
    recording.happensBefore("RolePolicy::cert-manager-policy", "Addon::cert-manager");
    recording.happensBefore("PodIdentityAssociation::cert-manager-identity", "Addon::cert-manager");
  });

  it("has no permissions and no issuer where nothing asks for them", async () => {
    const recording = await added({ zones: zones.slice(1) });
    assert.equal(recording.all("aws:iam/role:Role").length, 0);
    assert.equal(recording.all("kubernetes:cert-manager.io/v1:ClusterIssuer").length, 0);
  });

  it("takes another port for its webhook on Fargate, and lets its issuer alone write, by its own service account", async () => {
    const recording = await recordComponent((opts) => {
      const issuer = { email: "team@example.com", acme: "staging" } as const;
      new CertManager("cert-manager", { ...addonArgsOnFargate("v1.21.2-eksbuild.1", opts), zones, issuer }, opts);
    });
    const { configurationValues } = recording.get("aws:eks/addon:Addon").inputs;
    assert.deepEqual(JSON.parse(textOf(configurationValues)), { webhook: { securePort: 10260 } });
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role").inputs;
    assert.match(textOf(assumeRolePolicy), /:sub":"system:serviceaccount:cert-manager:letsencrypt"/);
    const issuer = recording.get("kubernetes:cert-manager.io/v1:ClusterIssuer");
    const spec = issuer.inputs.spec as { acme: { solvers: { dns01: { route53: object } }[] } };
    assert.deepEqual(
      spec.acme.solvers.map(({ dns01 }) => dns01.route53),
      [
        {
          region: "eu-west-1",
          hostedZoneID: "Z1",
          role: "arn:aws:iam::111111111111:role/cert-manager-role",
          auth: { kubernetes: { serviceAccountRef: { name: "letsencrypt" } } },
        },
      ],
    );
    const { rules } = recording.get("kubernetes:rbac.authorization.k8s.io/v1:Role").inputs;
    assert.deepEqual(rules, [
      { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: ["letsencrypt"], verbs: ["create"] },
    ]);
    recording.happensBefore(recording.get("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"), issuer);
  });

  it("has an issuer after the add-on, whose webhook guards it, and until before it", async () => {
    const recording = await added({ issuer: { email: "team@example.com", acme: "staging" } });
    const issuer = recording.get("kubernetes:cert-manager.io/v1:ClusterIssuer");
    assert.deepEqual(issuer.inputs.spec, {
      acme: {
        server: "https://acme-staging-v02.api.letsencrypt.org/directory",
        email: "team@example.com",
        privateKeySecretRef: { name: "letsencrypt-staging" },
        solvers: [
          {
            selector: { dnsZones: ["dev.example.com"] },
            dns01: { route53: { region: "eu-west-1", hostedZoneID: "Z1" } },
          },
        ],
      },
    });
    recording.happensBefore("Addon::cert-manager", "ClusterIssuer::cert-manager-letsencrypt");
    recording.destroyedBefore("ClusterIssuer::cert-manager-letsencrypt", "Addon::cert-manager");
  });
});
