import assert from "node:assert/strict";
import { Cluster, withoutHiddenAdministrator, type ClusterArgs } from "../../../components/cluster/component";
import { atLeastOne } from "../../helpers/atLeastOne";
import { recordComponent } from "../../helpers/component";
import type { Recording } from "../../helpers/recording";
import { textOf } from "../../../recording/values";

const args: ClusterArgs = {
  region: "eu-west-1",
  accountId: "111111111111",
  name: "demo",
  kubernetesVersion: "1.36",
  vpcId: "vpc-1",
  deployerRoleArn: "arn:aws:iam::111111111111:role/deployer",
  assumeDeployerRole: false,
  subnetIds: ["subnet-1", "subnet-2"],
  serviceCidr: "172.20.0.0/16",
  endpoint: {
    private: true,
    public: true,
    privateAccess: { cidrBlocks: ["10.0.0.0/16"], securityGroupIds: ["sg-0a1b2c3d"] },
    publicAccessCidrs: ["203.0.113.0/24"],
  },
  access: {
    deployer: { principalArn: "arn:aws:iam::111111111111:role/deployer", policy: "cluster-admin" },
    team: { principalArn: "arn:aws:iam::111111111111:role/team", policy: "edit", namespaces: ["team-a"] },
  },
  logTypes: ["api", "audit"],
  logRetentionDays: 30,
  encryptionKeyRotationDays: 180,
  upgradePolicy: "standard",
  deletionProtection: false,
};

const cluster = (changes: Partial<ClusterArgs> = {}) =>
  recordComponent((opts) => new Cluster("main", { ...args, ...changes }, opts));

describe("Cluster", () => {
  let recording: Recording;

  before(async () => {
    recording = await cluster();
  });

  const inputsOf = (type: string, name?: string) => recording.get(type, name).inputs;

  it("pins what a person decides", () => {
    const { version, name, authenticationMode, upgradePolicy, kubernetesServiceIpAddressRange } =
      inputsOf("eks:index:Cluster");
    assert.deepEqual(
      { version, name, authenticationMode, upgradePolicy, kubernetesServiceIpAddressRange },
      {
        version: "1.36",
        name: "demo",
        authenticationMode: "API",
        upgradePolicy: { supportType: "STANDARD" },
        kubernetesServiceIpAddressRange: "172.20.0.0/16",
      },
    );
  });

  it("takes nothing from the component that is made elsewhere: no add-on, node, security group or OIDC provider", () => {
    const inputs = inputsOf("eks:index:Cluster");
    assert.equal(inputs.useDefaultVpcCni, true);
    assert.equal(inputs.bootstrapSelfManagedAddons, false);
    assert.equal((inputs.kubeProxyAddonOptions as { enabled: boolean }).enabled, false);
    assert.equal((inputs.corednsAddonOptions as { enabled: boolean }).enabled, false);
    assert.equal(inputs.skipDefaultNodeGroup, true);
    assert.equal(inputs.skipDefaultSecurityGroups, true);
    assert.equal(inputs.createOidcProvider, false);
  });

  it("keeps control-plane logs in a group of its own for as long as asked", () => {
    assert.deepEqual(inputsOf("aws:cloudwatch/logGroup:LogGroup"), {
      name: "/aws/eks/demo/cluster",
      retentionInDays: 30,
    });
  });

  it("admits callers of the private endpoint before it asks the API server for anything", () => {
    const rules = recording.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const port = { securityGroupId: "sg-cluster", ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    assert.deepEqual(
      rules.map(({ inputs }) => inputs),
      [
        { ...port, cidrIpv4: "10.0.0.0/16", description: "10.0.0.0/16 to the API server" },
        { ...port, referencedSecurityGroupId: "sg-0a1b2c3d", description: "sg-0a1b2c3d to the API server" },
      ],
    );
    for (const { name } of rules) {
      recording.happensBefore(`SecurityGroupIngressRule::${name}`, "pulumi:providers:kubernetes::main");
    }
  });

  it("encrypts Secrets with a key that rotates", () => {
    const key = inputsOf("aws:kms/key:Key");
    assert.equal(key.enableKeyRotation, true);
    assert.equal(key.rotationPeriodInDays, 180);
    const { encryptionConfigKeyArn } = inputsOf("eks:index:Cluster");
    assert.equal(encryptionConfigKeyArn, "arn:aws:kms:eu-west-1:111111111111:key/main-secrets");
  });

  it("gives the control plane a role with the one policy it needs", () => {
    const [policy, ...others] = recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    assert.equal(policy?.inputs.policyArn, "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy");
    assert.deepEqual(others, []);
  });

  it("lets in whom its arguments name, as far as they say", () => {
    const association = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
    assert.deepEqual(inputsOf(association, "main-access-deployer"), {
      clusterName: "demo",
      principalArn: "arn:aws:iam::111111111111:role/deployer",
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
      accessScope: { type: "cluster" },
    });
    assert.deepEqual(inputsOf(association, "main-access-team").accessScope, {
      type: "namespace",
      namespaces: ["team-a"],
    });
  });

  it("replaces an association by deleting first: the other way round, the late deletion takes the new one along", () => {
    const associations = recording.all("aws:eks/accessPolicyAssociation:AccessPolicyAssociation");
    assert.deepEqual(
      associations.map(({ deleteBeforeReplace }) => deleteBeforeReplace),
      [true, true],
    );
  });

  it("makes nobody an administrator by creating it", async () => {
    assert.equal(recording.get("eks:index:Cluster").transforms, 1);
    const child = { custom: true, name: "main-eksCluster", opts: {} };
    const result = await withoutHiddenAdministrator({
      ...child,
      type: "aws:eks/cluster:Cluster",
      props: {
        name: "demo",
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      },
    });
    assert.deepEqual(result?.props, {
      name: "demo",
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    });
    assert.equal(await withoutHiddenAdministrator({ ...child, type: "aws:iam/role:Role", props: {} }), undefined);
  });

  it("sends no CIDRs for a public endpoint that is off, which AWS would refuse", async () => {
    const closed = await cluster({ endpoint: { ...args.endpoint, public: false } });
    const { inputs } = closed.get("eks:index:Cluster");
    assert.equal(inputs.endpointPublicAccess, false);
    assert.ok(!("publicAccessCidrs" in inputs));
  });

  it("protects what holds state when deletion protection is on, in EKS as well", async () => {
    const guarded = await cluster({ deletionProtection: true });
    assert.equal(guarded.get("eks:index:Cluster").inputs.deletionProtection, true);
    for (const resource of ["eks:index:Cluster::main", "Key::main-secrets", "LogGroup::main-logs"]) {
      guarded.protectedIn(resource);
    }
  });

  it("tells the Kubernetes provider which cluster it is by its endpoint, so that a new one of the same name is another", () => {
    const { clusterIdentifier, enableServerSideApply } = inputsOf("pulumi:providers:kubernetes", "main");
    assert.equal(clusterIdentifier, "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com");
    assert.equal(enableServerSideApply, "true");
  });

  it("gives out a kubeconfig as a secret, and the command that writes one", () => {
    const { kubeconfig, kubeconfigCommand } = recording.outputsOf("eks-platform:cluster:Cluster::main") ?? {};
    const { $secret } = kubeconfig as { readonly $secret: string };
    const { users } = JSON.parse($secret) as { users: [{ user: { exec: { command: string; args: string[] } } }] };
    const { command, args: words } = users[0].user.exec;
    assert.equal(
      [command, ...words].join(" "),
      "aws --region eu-west-1 eks get-token --cluster-name demo --output json",
    );
    assert.equal(kubeconfigCommand, "aws eks update-kubeconfig --name demo --region eu-west-1");
  });
});

describe("a cluster with Auto Mode", () => {
  let recording: Recording;

  before(async () => {
    recording = await cluster({ autoMode: { nodePools: ["system"] } });
  });

  const policiesOf = (role: string) =>
    recording
      .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
      .filter(({ inputs }) => inputs.role === role)
      .map(({ inputs }) => textOf(inputs.policyArn).split("/").at(-1))
      .sort();

  it("has the node pools asked for, and a node role of ours instead of one that the component makes", () => {
    assert.deepEqual(recording.get("eks:index:Cluster").inputs.autoMode, {
      enabled: true,
      createNodeRole: false,
      computeConfig: {
        nodePools: ["system"],
        nodeRoleArn: "arn:aws:iam::111111111111:role/main-auto-node-role",
      },
    });
    assert.deepEqual(policiesOf("main-auto-node-role"), [
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEKSWorkerNodeMinimalPolicy",
    ]);
  });

  it("has a role that may make nodes, volumes and load balancers, and tag its sessions", () => {
    assert.deepEqual(policiesOf("main-role"), [
      "AmazonEKSBlockStoragePolicy",
      "AmazonEKSClusterPolicy",
      "AmazonEKSComputePolicy",
      "AmazonEKSLoadBalancingPolicy",
      "AmazonEKSNetworkingPolicy",
    ]);
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role", "main-role").inputs;
    assert.match(textOf(assumeRolePolicy), /"Action":\["sts:AssumeRole","sts:TagSession"\]/);
  });

  it("keeps the permissions of its nodes until it has gone", () => {
    for (const { name } of atLeastOne(recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment"))) {
      recording.happensBefore(`RolePolicyAttachment::${name}`, "eks:index:Cluster::main");
      recording.destroyedBefore("eks:index:Cluster::main", `RolePolicyAttachment::${name}`);
    }
  });

  it("may use the key of its volumes, and no other", async () => {
    const ebsKmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const withKey = await cluster({ autoMode: { nodePools: ["system"] }, ebsKmsKeyArn });
    const { policy } = withKey.get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Resource: string }[] };
    assert.deepEqual([...new Set(Statement.map(({ Resource }) => Resource))], [ebsKmsKeyArn]);
    withKey.destroyedBefore("eks:index:Cluster::main", "RolePolicy::main-volumes-policy");
    assert.deepEqual((await cluster({ ebsKmsKeyArn })).all("aws:iam/rolePolicy:RolePolicy"), []);
  });

  it("is off unless asked for", async () => {
    assert.ok(!("autoMode" in (await cluster()).get("eks:index:Cluster").inputs));
  });
});

describe("a cluster outside the aws partition", () => {
  it("names policies of its own partition", async () => {
    const china = await cluster({ region: "cn-north-1" });
    const arns = [
      ...china.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
      ...china.all("aws:eks/accessPolicyAssociation:AccessPolicyAssociation"),
    ].map(({ inputs }) => textOf(inputs.policyArn));
    assert.equal(arns.length, 3);
    for (const arn of arns) assert.match(arn, /^arn:aws-cn:/);
  });
});
