/**
 * Managed policies of AWS, without `arn:aws:iam::aws:policy/`: those an EKS platform meets.
 * Any other that is named like one of AWS's is refused, as AWS does with a misspelt one.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const NAMES = new Set([
  "AdministratorAccess",
  "AmazonEBSCSIDriverEKSClusterScopedPolicy",
  "AmazonEC2ContainerRegistryFullAccess",
  "AmazonEC2ContainerRegistryPowerUser",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEC2ContainerRegistryReadOnly",
  "AmazonEC2FullAccess",
  "AmazonEC2ReadOnlyAccess",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSClusterPolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSFargatePodExecutionRolePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSLocalOutpostClusterPolicy",
  "AmazonEKSNetworkingPolicy",
  "AmazonEKSServicePolicy",
  "AmazonEKSVPCResourceController",
  "AmazonEKSWorkerNodeMinimalPolicy",
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonElasticContainerRegistryPublicFullAccess",
  "AmazonElasticContainerRegistryPublicReadOnly",
  "AmazonPrometheusRemoteWriteAccess",
  "AmazonRoute53FullAccess",
  "AmazonRoute53ReadOnlyAccess",
  "AmazonS3FullAccess",
  "AmazonS3ReadOnlyAccess",
  "AmazonSNSFullAccess",
  "AmazonSQSFullAccess",
  "AmazonSSMManagedEC2InstanceDefaultPolicy",
  "AmazonSSMManagedInstanceCore",
  "AmazonVPCFullAccess",
  "AutoScalingFullAccess",
  "AWSCertificateManagerReadOnly",
  "AWSXRayDaemonWriteAccess",
  "AWSXrayWriteOnlyAccess",
  "CloudWatchAgentServerPolicy",
  "CloudWatchFullAccess",
  "CloudWatchLogsFullAccess",
  "ElasticLoadBalancingFullAccess",
  "IAMFullAccess",
  "IAMReadOnlyAccess",
  "PowerUserAccess",
  "ReadOnlyAccess",
  "SecretsManagerReadWrite",
  "SecurityAudit",
  "ViewOnlyAccess",
  "job-function/NetworkAdministrator",
  "job-function/SystemAdministrator",
  "service-role/AmazonEBSCSIDriverPolicy",
  "service-role/AmazonEBSCSIDriverPolicyV2",
  "service-role/AmazonEC2RoleforSSM",
  "service-role/AmazonECSTaskExecutionRolePolicy",
  "service-role/AmazonEFSCSIDriverPolicy",
  "service-role/AmazonEKSConnectorServiceRolePolicy",
  "service-role/AmazonS3FilesCSIDriverPolicy",
  "service-role/AutoScalingNotificationAccessRole",
  "service-role/AWSLambdaBasicExecutionRole",
  "service-role/CloudWatchAgentServerRole",
]);

const ARN = /^arn:aws(?:-cn|-us-gov)?:iam::aws:policy\/(.+)$/;

/** Whether AWS itself has a managed policy of this ARN. */
export function isAwsPolicy(arn: string): boolean {
  return NAMES.has(ARN.exec(arn)?.[1] ?? "");
}
