import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { oidcProvider } from "../../../components/iam/oidcProvider";
import { podRole } from "../../../components/iam/podRole";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";

describe("the role of pods", () => {
  const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";

  const shop = async (onFargate: boolean, hasProvider = true) => {
    let annotations: pulumi.Output<Record<string, string> | undefined> = pulumi.output(undefined);
    const recording = await recordComponent((opts) => {
      const parent = new pulumi.ComponentResource("test:index:App", "app", {}, opts);
      const role = podRole(
        "shop",
        {
          region: "eu-west-1",
          clusterName: "demo",
          clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/demo",
          ...(hasProvider && { oidcProvider: oidcProvider("oidc", `https://${issuer}`, parent) }),
          onFargate,
          namespace: "shop",
          serviceAccount: "api",
          description: "Reads the shop's orders",
          statements: [{ Action: "s3:GetObject", Resource: "arn:aws:s3:::orders/*" }],
        },
        parent,
      );
      annotations = pulumi.output(role.annotations);
    });
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role").inputs;
    return { recording, annotations, trust: JSON.parse(textOf(assumeRolePolicy)) as { Statement: object[] } };
  };
  const association = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

  it("comes by Pod Identity on nodes: an association, after what the role allows", async () => {
    const { recording, annotations } = await shop(false);
    const { namespace, serviceAccount } = recording.get(association).inputs;
    assert.deepEqual([namespace, serviceAccount], ["shop", "api"]);
    recording.happensBefore("RolePolicy::shop-policy", recording.get(association));
    assert.equal(await settled(annotations), undefined);
  });

  it("comes by the token of this very service account on Fargate, for AWS alone", async () => {
    const { recording, annotations, trust } = await shop(true);
    assert.deepEqual(trust.Statement, [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: "system:serviceaccount:shop:api" },
        },
      },
    ]);
    assert.deepEqual(recording.all(association), []);
    assert.deepEqual(await settled(annotations), {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::111111111111:role/shop-role",
    });
    assert.equal(
      recording.get("aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs.thumbprintLists,
      undefined,
    );
  });

  it("is not made on Fargate in an account that does not know the cluster's service accounts", async () => {
    await assert.rejects(shop(true, false), /no identity provider for the service account shop\/api/);
  });
});

const settled = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => void output.apply(resolve));
