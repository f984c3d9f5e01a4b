import assert from "node:assert/strict";
import { LoadBalancerController } from "../../../components/addons/aws-load-balancer-controller/component";
import { loadBalancerController } from "../../../components/addons/aws-load-balancer-controller/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs, addonArgsOnFargate } from "./addonArgs";

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Record<string, Record<string, string>>;
}

describe("LoadBalancerController", () => {
  const controller = (...beside: string[]) =>
    recordComponent((opts) => {
      const settings = loadBalancerController.settings.parse({});
      new LoadBalancerController("lbc", { ...addonArgs("3.5.0"), ...settings, beside }, opts);
    });

  it("is told where it is, and leaves Services alone that do not ask for it", async () => {
    const { inputs } = (await controller()).get("kubernetes:helm.sh/v3:Release");
    assert.equal(inputs.version, "3.5.0");
    assert.deepEqual(inputs.values, {
      clusterName: "demo",
      region: "eu-west-1",
      vpcId: "vpc-1",
      replicaCount: 2,
      serviceAccount: { name: "aws-load-balancer-controller" },
      defaultTags: { owner: "team" },
      enableServiceMutatorWebhook: false,
      controllerConfig: { featureGates: { ALBGatewayAPI: false, NLBGatewayAPI: false } },
      ingressClassConfig: { default: true },
      keepTLSSecret: true,
    });
  });

  it("sends traffic to addresses of pods on Fargate, which have no instance", async () => {
    const recording = await recordComponent((opts) => {
      const settings = loadBalancerController.settings.parse({});
      new LoadBalancerController("lbc", { ...addonArgsOnFargate("3.5.0", opts), ...settings }, opts);
    });
    const { defaultTargetType, serviceAccount } = recording.get("kubernetes:helm.sh/v3:Release").inputs
      .values as Record<string, unknown>;
    assert.equal(defaultTargetType, "ip");
    assert.deepEqual(serviceAccount, {
      name: "aws-load-balancer-controller",
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111111111111:role/lbc-role" },
    });
  });

  it("has classes for Gateways where there are some, which go before it does", async () => {
    const type = "kubernetes:gateway.networking.k8s.io/v1:GatewayClass";
    assert.equal((await controller()).all(type).length, 0);
    const recording = await controller("gateway-api-crds");
    const classes = recording.all(type);
    assert.deepEqual(
      classes.map(({ inputs }) => [inputs.metadata, inputs.spec]),
      [
        [{ name: "alb" }, { controllerName: "gateway.k8s.aws/alb" }],
        [{ name: "nlb" }, { controllerName: "gateway.k8s.aws/nlb" }],
      ],
    );
    const release = recording.get("kubernetes:helm.sh/v3:Release");
    for (const gatewayClass of classes) recording.destroyedBefore(gatewayClass, release);
    const { controllerConfig } = release.inputs.values as { controllerConfig: object };
    assert.deepEqual(controllerConfig, { featureGates: { ALBGatewayAPI: true, NLBGatewayAPI: true } });
  });

  it("has its permissions before it starts, and until it has gone", async () => {
    const recording = await controller();
    const release = recording.get("kubernetes:helm.sh/v3:Release");
    for (const type of ["aws:eks/podIdentityAssociation:PodIdentityAssociation", "aws:iam/rolePolicy:RolePolicy"]) {
      recording.happensBefore(recording.get(type), release);
      recording.destroyedBefore(release, recording.get(type));
    }
  });

  it("changes load balancers of its own cluster, and security groups of its own network only", async () => {
    const { policy } = (await controller()).get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: Statement[] };
    const allowing = (action: string) => Statement.filter(({ Action }) => [Action].flat().includes(action));
    const owned = { StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "demo" } };
    for (const action of ["elasticloadbalancing:DeleteLoadBalancer", "ec2:DeleteSecurityGroup"]) {
      assert.deepEqual(
        allowing(action).map(({ Condition }) => Condition),
        [owned],
      );
    }
    const [ingress] = allowing("ec2:AuthorizeSecurityGroupIngress");
    assert.deepEqual(ingress?.Condition, { ArnLike: { "ec2:Vpc": "arn:aws:ec2:*:*:vpc/vpc-1" } });
    assert.doesNotMatch(textOf(policy), /FullAccess|"[a-z0-9-]+:\*"/);
    assert.ok(textOf(policy).length < 10_240, "IAM's limit for inline policies of a role");
  });
});
