import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { CniMode } from "../../capacity/maxPods";
import type { AutoModeSettings } from "../dataPlane/auto/spec";
import type { NodeVersions } from "../dataPlane/nodes/spec";
import type { HostedZone } from "../dns/spec";

/** What only a running program knows of an add-on; its settings come on top. */
export interface AddonArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: string;
  /**
   * Identity provider of the cluster's service accounts.
   * @default none: no pod runs on Fargate
   */
  readonly oidcProvider?: aws.iam.OpenIdConnectProvider;
  /** Kubernetes minor of the control plane. */
  readonly kubernetesVersion: string;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets of the VPC, one for each of `availabilityZones`, in their order. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly availabilityZones: readonly string[];
  /**
   * Subnets for pods on nodes alone, by Availability Zone.
   * @default none: they are in the private subnets
   */
  readonly podSubnetIds?: Readonly<Record<string, pulumi.Input<string>>>;
  /** How pods on nodes get their addresses. */
  readonly cni: CniMode;
  /** Security group of the control plane, and of pods on Fargate and nodes of Auto Mode. */
  readonly clusterSecurityGroupId: pulumi.Input<string>;
  /**
   * Security group of EC2 nodes and the pods on them.
   * @default none: there are no such nodes, or not yet
   */
  readonly nodeSecurityGroupId?: pulumi.Input<string>;
  /** The add-on's pin: an EKS build, for example `v1.36.0-eksbuild.25`, or the version of a chart. */
  readonly version: string;
  /**
   * Whether its pods run on Fargate, where a profile must select them, in place of nodes.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html
   */
  readonly onFargate: boolean;
  /**
   * The other add-ons that are there before this one, of those that its spec names.
   * @default none
   */
  readonly beside?: readonly string[];
  /**
   * What EC2 nodes run.
   * @default there are none
   */
  readonly nodes?: NodeVersions;
  /**
   * EKS Auto Mode, if the cluster has it.
   * @default it has not
   */
  readonly autoMode?: Pick<AutoModeSettings, "snapshotDeletionPolicy">;
  /** Of everything that an add-on makes in AWS. */
  readonly tags: Readonly<Record<string, string>>;
  /** Hosted zones that it may write to; no others. */
  readonly zones: readonly HostedZone[];
  /**
   * Role in the account of these zones.
   * @default they are in the cluster's account
   */
  readonly zonesRoleArn?: string;
  /**
   * KMS key of volumes.
   * @default the account's own key for EBS
   */
  readonly ebsKmsKeyArn?: string;
  /** Protects against deletion by Pulumi what is lost for good with it: logs, files. */
  readonly deletionProtection: boolean;
  /**
   * Registry or folder that has every chart in place of its source.
   * @default none
   */
  readonly chartMirror?: string;
}
