import type { Mistake } from "./mistake";

/** Mistyped, missing and misplaced keys, wrong types, several problems at once. */
export const keysMistakes: readonly Mistake[] = [
  {
    title: "a section that does not exist",
    changes: { netwrok: {} },
    problems: { "eks-platform:netwrok": "is not a known key; did you mean network?" },
  },
  {
    title: "a mistyped section name",
    changes: { netwrok: { cidrBlock: "10.0.0.0/16" }, network: undefined },
    problems: { "eks-platform:netwrok": "is not a known key; did you mean network?" },
  },
  {
    title: "a missing section",
    changes: { tags: undefined },
    problems: { "eks-platform:tags": "is missing: Tags on every AWS resource of the environment" },
  },
  {
    title: "a mistyped key",
    changes: { "network.cidrBlock": undefined, "network.cidrBlok": "10.20.0.0/16" },
    problems: { "eks-platform:network.cidrBlok": "is not a known key; did you mean cidrBlock?" },
  },
  {
    title: "a key from another tool",
    changes: { "cluster.enableIrsa": true },
    problems: {
      "eks-platform:cluster.enableIrsa":
        "is not a known key; known here: name, endpoint, logTypes, logRetentionDays, upgradePolicy, deletionProtection, serviceCidr, encryptionKeyRotationDays, access",
    },
  },
  {
    title: "a mistyped key deep in a list",
    changes: { "dataPlane.0.scaling": { min: 2, maximum: 4, max: 4 } },
    problems: { "eks-platform:dataPlane[0].scaling.maximum": "is not a known key; known here: min, desired, max" },
  },
  {
    title: "text where a map belongs",
    changes: { network: "10.20.0.0/16" },
    problems: { "eks-platform:network": 'is "10.20.0.0/16"; must be a map' },
  },
  {
    title: "a map where a list belongs",
    changes: { dataPlane: { system: {} } },
    problems: { "eks-platform:dataPlane": "must be a list" },
  },
  {
    title: "text where a number belongs",
    changes: { "apps.hello.replicas": "three" },
    problems: { "eks-platform:apps.hello.replicas": 'is "three"; must be a whole number from 1 to 100' },
  },
  {
    title: "text where true or false belongs",
    changes: { "cluster.deletionProtection": "off" },
    problems: { "eks-platform:cluster.deletionProtection": 'is "off"; must be true or false' },
  },
  {
    title: "nothing after a key",
    changes: { "network.natGateways": null },
    problems: { "eks-platform:network.natGateways": "is empty; must be one of none, single, onePerAz" },
  },
  {
    title: "several at once",
    changes: {
      "account.id": "123",
      "cluster.serviceCidr": "10.20.0.0/16",
      "dataPlane.0.scalng": {},
      "versions.nodes": { kubernetes: "1.37", al2023: "1.37.1-20261105" },
    },
    problems: {
      "eks-platform:account.id": 'is "123"; must be the 12 digits of an AWS account',
      "eks-platform:cluster.serviceCidr": 'is "10.20.0.0/16"; must not overlap network.cidrBlock (10.20.0.0/16)',
      "eks-platform:dataPlane[0].scalng": "is not a known key; did you mean scaling?",
      "eks-platform:versions.nodes.kubernetes":
        'is "1.37"; must not be newer than the control plane (1.36): raise versions.kubernetes first',
    },
  },
];
