import { addon, eksAddon } from "../addon.spec";
import { vpcCniRules } from "./rules";
import { vpcCniSettings } from "./settings.spec";

export const vpcCni = addon({
  description: "Gives pods addresses of the VPC.",
  source: eksAddon("vpc-cni"),
  settings: vpcCniSettings,
  stage: "beforeNodes",
  kinds: ["crd.k8s.amazonaws.com", "networking.k8s.aws", "vpcresources.k8s.aws"],
  runsOn: ["ec2"],
  requiredOn: ["ec2"],
  builtInto: ["auto", "fargate"],
  // It gets its permissions by Pod Identity: after the agent, or a change of them would reach nodes that can't take it in.
  needs: ["eks-pod-identity-agent"],
  cni: ({ prefixDelegation, podSecurityGroups, warmTargets }) => ({ prefixDelegation, podSecurityGroups, warmTargets }),
  enforcesNetworkPolicy: ({ networkPolicy }) => networkPolicy,
  rules: vpcCniRules,
  permissions: "AmazonEKS_CNI_Policy",
});
