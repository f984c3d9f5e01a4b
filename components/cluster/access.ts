import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../iam/partition";
import type { AccessEntry } from "./spec";

/** What EKS calls the policies. https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const policyNames: Readonly<Record<AccessEntry["policy"], string>> = {
  "cluster-admin": "AmazonEKSClusterAdminPolicy",
  admin: "AmazonEKSAdminPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
};

export interface AccessArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  /** By a name that stays the same for ever: it is the logical name as well. */
  readonly entries: Readonly<Record<string, AccessEntry>>;
  /** Whose entry everything in the cluster waits for. */
  readonly deployerRoleArn: string;
}

/**
 * Who may use a cluster: an access entry and its policy for each principal. Free of charge.
 *
 * These are not `eks.Cluster`'s own `accessEntries`, which replace a policy's association by making the new one first: the
 * late deletion of the old one then takes the new one with it, and locks the principal out.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
export class Access extends pulumi.ComponentResource {
  /** What lets the deployer in. */
  readonly deployer: aws.eks.AccessPolicyAssociation;

  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:cluster:Access", name, {}, opts);
    const associations = new Map<string, aws.eks.AccessPolicyAssociation>();
    for (const [key, { principalArn, policy, namespaces }] of Object.entries(args.entries)) {
      const entry = new aws.eks.AccessEntry(
        `${name}-${key}`,
        { clusterName: args.clusterName, principalArn },
        { parent: this },
      );
      const association = new aws.eks.AccessPolicyAssociation(
        `${name}-${key}`,
        {
          clusterName: args.clusterName,
          principalArn: entry.principalArn,
          policyArn: `arn:${partitionOf(args.region)}:eks::aws:cluster-access-policy/${policyNames[policy]}`,
          accessScope: namespaces ? { type: "namespace", namespaces: [...namespaces] } : { type: "cluster" },
        },
        { parent: this, deleteBeforeReplace: true },
      );
      associations.set(principalArn, association);
    }
    const deployer = associations.get(args.deployerRoleArn);
    if (!deployer) throw new Error(`${args.deployerRoleArn} deploys into the cluster and has no access entry`);
    this.deployer = deployer;
    this.registerOutputs();
  }
}
