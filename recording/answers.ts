import type { RecordedResource } from "./recordedResource";
import { resourceReference, secret, signatureKey, textOf, type Value } from "./values";

/** A resource that a remote component made and the program reads; its URN comes back from `addChild`. */
export interface Child {
  readonly parent: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/** Where the mock account is. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

interface Answer {
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;
}

type AddChild = (child: Child) => string;
type Outputs = (asked: RecordedResource, place: Place, addChild: AddChild) => Record<string, unknown>;

type Call = (place: Place, args: Readonly<Record<string, unknown>>) => Record<string, unknown>;

const calls: Readonly<Record<string, Call>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": ({ region }) => ({
    id: region,
    region,
    names: [`${region}a`, `${region}b`, `${region}c`, `${region}d`],
    zoneIds: ["az1", "az2", "az3", "az4"].map((zone) => `${shortRegion(region)}-${zone}`),
    groupNames: [`${region}-zg-1`],
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": ({ accountId }) => ({
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/platform-deployer/test`,
  }),
  "aws:eks/getClusters:getClusters": () => ({ names: ["demo"] }),
  "aws:eks/getNodeGroups:getNodeGroups": () => ({ names: ["other-1a2b3c4", "system-0a1b2c3", "system-a-1a2b3c4"] }),
  "aws:eks/getNodeGroup:getNodeGroup": () => ({ scalingConfigs: [{ minSize: 2, desiredSize: 6, maxSize: 6 }] }),
  "aws:iam/getRole:getRole": ({ accountId }, { name }) => ({ arn: `arn:aws:iam::${accountId}:role/${String(name)}` }),
  "aws:cloudwatch/getLogGroups:getLogGroups": () => ({ logGroupNames: [] }),
  "aws:ssm/getParameter:getParameter": (_, { name }) => ({ id: name, name, value: secret(`value of ${String(name)}`) }),
};

/** The answer of a provider function. A function that nobody has thought of fails instead of answering with nothing. */
export function answerCall(
  token: string,
  place: Place,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const answer = calls[token];
  if (!answer) throw new Error(`${token} has no mock answer: add one to recording/answers.ts`);
  return answer(place, args);
}

/** Outputs beside the inputs, as AWS or the real component would give them. */
const outputs: Readonly<Record<string, Outputs>> = {
  "aws:cloudwatch/eventRule:EventRule": ({ name }, place) => ({ name, arn: arn(place, "events", `rule/${name}`) }),
  "aws:acm/certificate:Certificate": ({ name, inputs }, place) => ({
    arn: arn(place, "acm", `certificate/${name}`),
    domainValidationOptions: [inputs.domainName, ...((inputs.subjectAlternativeNames ?? []) as unknown[])].map(
      (host) => ({
        domainName: host,
        resourceRecordName: `_name.${String(host).replace("*.", "")}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_value.acm-validations.aws.",
      }),
    ),
  }),
  "aws:cloudwatch/logGroup:LogGroup": ({ name, inputs }, place) => ({
    name: inputs.name ?? `${name}-1a2b3c4`,
    arn: arn(place, "logs", `log-group:${name}`),
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1, defaultVersion: 1 }),
  "aws:efs/fileSystem:FileSystem": ({ name }, place) => ({
    arn: arn(place, "elasticfilesystem", `file-system/${name}`),
  }),
  "aws:ecr/repository:Repository": ({ inputs }, { accountId, region }) => ({
    repositoryUrl: `${accountId}.dkr.ecr.${region}.amazonaws.com/${textOf(inputs.name)}`,
  }),
  "aws:ecrpublic/repository:Repository": ({ inputs }) => ({
    repositoryUri: `public.ecr.aws/a1b2c3d4/${textOf(inputs.repositoryName)}`,
  }),
  "aws:iam/instanceProfile:InstanceProfile": ({ name }) => ({ name }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ inputs }, { accountId }) => ({
    arn: `arn:aws:iam::${accountId}:oidc-provider/${textOf(inputs.url).replace("https://", "")}`,
  }),
  "aws:iam/role:Role": ({ name }, { accountId }) => ({ name, arn: `arn:aws:iam::${accountId}:role/${name}` }),
  "aws:kms/key:Key": ({ name }, place) => ({ arn: arn(place, "kms", `key/${name}`), keyId: name }),
  "aws:sns/topic:Topic": ({ name }, place) => ({ arn: arn(place, "sns", name) }),
  "aws:sqs/queue:Queue": ({ name }, place) => ({
    name,
    arn: arn(place, "sqs", name),
    url: `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${name}`,
  }),
  "aws:route53/record:Record": ({ inputs }) => ({ fqdn: (inputs.name as string).replace(/\.$/, "") }),
  "awsx:ec2:Vpc": vpc,
  "eks:index:Cluster": cluster,
  "eks:index:ManagedNodeGroup": ({ urn, name }, _, addChild) => ({
    nodeGroup: reference(addChild, {
      parent: urn,
      type: "aws:eks/nodeGroup:NodeGroup",
      name,
      id: `platform:${name}`,
      state: {},
    }),
    placementGroupName: "",
  }),
  "eks:index:NodeGroupV2": ({ urn, name }, _, addChild) => ({
    autoScalingGroup: reference(addChild, {
      parent: urn,
      type: "aws:autoscaling/group:Group",
      name,
      id: name,
      state: {},
    }),
  }),
  "kubernetes:networking.k8s.io/v1:Ingress": (asked, place) => ({
    status: { loadBalancer: { ingress: [{ hostname: hostnameOf(asked, place) }] } },
  }),
  "kubernetes:gateway.networking.k8s.io/v1:Gateway": (asked, place) => ({
    status: { addresses: [{ value: hostnameOf(asked, place) }] },
  }),
};

/** The answer to a registration; its state comes on top of the inputs. */
export function answerResource(asked: RecordedResource, place: Place, addChild: AddChild): Answer {
  const object = isObject(asked) ? { metadata: { ...metadataOf(asked), name: objectName(asked) } } : {};
  const state = { ...object, ...outputs[asked.type]?.(asked, place, addChild) };
  return { id: asked.custom ? idOf(asked) : "", state };
}

/** What ids begin with, of those that the API server or a controller checks in a manifest. */
const idPrefixes: Readonly<Record<string, string>> = {
  "aws:ec2/securityGroup:SecurityGroup": "sg",
  "aws:efs/fileSystem:FileSystem": "fs",
};

function idOf({ type, name }: RecordedResource): string {
  const prefix = idPrefixes[type];
  return prefix === undefined ? `${name}-id` : `${prefix}-${name}`;
}

/** Whether it is one object of Kubernetes, and its inputs are the manifest. */
export const isObject = ({ type, inputs }: RecordedResource): boolean =>
  type.startsWith("kubernetes:") && typeof inputs.apiVersion === "string" && typeof inputs.kind === "string";

/** The name that an object has: where it says none, Pulumi makes one that ends at random. */
export function objectName(resource: RecordedResource): string {
  const { name } = metadataOf(resource);
  return typeof name === "string" ? name : `${resource.name}-1a2b3c4d`;
}

const metadataOf = ({ inputs }: RecordedResource) => (inputs.metadata ?? {}) as Readonly<Record<string, Value>>;

/** Shapes of the outputs as pulumi-awsx 3.9 gives them. */
function vpc({ urn, name, inputs }: RecordedResource, _: Place, addChild: AddChild): Record<string, unknown> {
  const zones = inputs.availabilityZoneNames as readonly string[];
  const perZone = (kind: string, prefix: string) => zones.map((_, index) => `${prefix}-${name}-${kind}-${index + 1}`);
  return {
    vpcId: `vpc-${name}`,
    publicSubnetIds: perZone("public", "subnet"),
    privateSubnetIds: perZone("private", "subnet"),
    routeTables: [...perZone("public", "rtb"), ...perZone("private", "rtb")].map((id) =>
      reference(addChild, { parent: urn, type: "aws:ec2/routeTable:RouteTable", name: id, id, state: {} }),
    ),
    routeTableAssociations: ["public", "private"].flatMap((kind) =>
      zones.map((_, index) => {
        const end = `${name}-${kind}-${index + 1}`;
        const state = { subnetId: `subnet-${end}`, routeTableId: `rtb-${end}` };
        const type = "aws:ec2/routeTableAssociation:RouteTableAssociation";
        return reference(addChild, { parent: urn, type, name: end, id: `rtbassoc-${end}`, state });
      }),
    ),
  };
}

/** Shapes of the outputs as pulumi-eks 4.3 gives them; what it says of kubeconfigs and `core` is not read here. */
function cluster({ urn, inputs }: RecordedResource, place: Place, addChild: AddChild): Record<string, unknown> {
  const name = inputs.name as string;
  const state = {
    name,
    arn: arn(place, "eks", `cluster/${name}`),
    version: inputs.version ?? "", // AWS's choice, which no test should need
    endpoint: `https://0123456789ABCDEF.gr7.${place.region}.eks.amazonaws.com`,
    certificateAuthority: { data: "Y2VydGlmaWNhdGU=" },
    identities: [{ oidcs: [{ issuer: `https://oidc.eks.${place.region}.amazonaws.com/id/0123456789ABCDEF` }] }],
    vpcConfig: { clusterSecurityGroupId: "sg-cluster" },
  };
  return {
    eksCluster: reference(addChild, {
      parent: urn,
      type: "aws:eks/cluster:Cluster",
      name: `${name}-eksCluster`,
      id: name,
      state,
    }),
    clusterSecurityGroupId: "sg-cluster",
    nodeSecurityGroupId: "sg-cluster",
    instanceRoles: [],
  };
}

const hostnameOf = ({ name }: RecordedResource, { region }: Place) => `${name}.${region}.elb.amazonaws.com`;

const arn = ({ region, accountId }: Place, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** `euw1` for `eu-west-1`, as in the ids of zones. */
const shortRegion = (region: string) => region.replace(/^(\w+)-(\w)\w*-(\d)$/, "$1$2$3");

const reference = (addChild: AddChild, child: Child) => ({
  [signatureKey]: resourceReference,
  urn: addChild(child),
  id: child.id,
  packageVersion: "",
});
