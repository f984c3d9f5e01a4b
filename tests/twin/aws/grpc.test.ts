import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { type ProviderServer, serveProvider } from "../../../twin/provider/server";
import { decodeProperties, encodeProperties, type Properties, UNKNOWN } from "../../../twin/provider/values";
import { SimulatedAws } from "./simulated";

const TYPE = "aws:cloudwatch/logGroup:LogGroup";
const URN = `urn:pulumi:dev::eks-platform::${TYPE}::logs`;

/** The answer to a call: `ask((done) => client.create(request, done))`. */
function ask<Response>(
  call: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
}

describe("the simulated aws provider over gRPC", () => {
  let server: ProviderServer;
  let client: ResourceProviderClient;

  before(async () => {
    server = await serveProvider(new SimulatedAws().simulator);
    client = new ResourceProviderClient(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
    const configuration = { region: "eu-west-1", allowedAccountIds: '["111111111111"]' };
    const request = new pb.ConfigureRequest().setArgs(encodeProperties(configuration));
    await ask<pb.ConfigureResponse>((done) => client.configure(request, done));
    const info = await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done));
    assert.equal(info.getVersion(), "7.48.0");
  });

  after(() => {
    client.close();
    server.stop();
  });

  const identity = { urn: URN, type: TYPE, name: "logs" };

  function identified<
    Request extends {
      setUrn(value: string): Request;
      setType(value: string): Request;
      setName(value: string): Request;
    },
  >(request: Request): Request {
    return request.setUrn(identity.urn).setType(identity.type).setName(identity.name);
  }

  function check(news: Properties, olds: Properties = {}): Promise<pb.CheckResponse> {
    const request = identified(new pb.CheckRequest())
      .setNews(encodeProperties(news))
      .setOlds(encodeProperties(olds))
      .setRandomseed(new Uint8Array([1, 2, 3]));
    return ask((done) => client.check(request, done));
  }

  function create(inputs: Properties, preview: boolean): Promise<pb.CreateResponse> {
    const request = identified(new pb.CreateRequest()).setProperties(encodeProperties(inputs)).setPreview(preview);
    return ask((done) => client.create(request, done));
  }

  it("goes through the life of a resource", async () => {
    const inputs = decodeProperties((await check({ retentionInDays: 7 })).getInputs());
    const planned = await create(inputs, true);
    assert.equal(planned.getId(), "");
    assert.equal(decodeProperties(planned.getProperties())["arn"], UNKNOWN);

    const created = await create(inputs, false);
    const id = created.getId();
    assert.match(id, /^logs-[0-9a-f]{7}$/);

    const news = decodeProperties((await check({ retentionInDays: 30, name: "other" }, inputs)).getInputs());
    const change = identified(new pb.DiffRequest())
      .setId(id)
      .setOldInputs(encodeProperties(inputs))
      .setOlds(created.getProperties())
      .setNews(encodeProperties(news));
    const difference = await ask<pb.DiffResponse>((done) => client.diff(change, done));
    assert.deepEqual(difference.getReplacesList(), ["name"]);
    assert.equal(difference.getDeletebeforereplace(), true);
    assert.equal(difference.getDetaileddiffMap().get("retentionInDays")?.getKind(), pb.PropertyDiff.Kind.UPDATE);

    await assert.rejects(
      create(inputs, false),
      /2 UNKNOWN: creating CloudWatch Logs Log Group \(logs-\w{7}\): .*ResourceAlreadyExistsException/,
    );

    const removal = identified(new pb.DeleteRequest()).setId(id).setProperties(created.getProperties());
    await ask<Empty>((done) => client.delete(removal, done));
    const look = identified(new pb.ReadRequest()).setId(id);
    assert.equal((await ask<pb.ReadResponse>((done) => client.read(look, done))).getId(), "");
  });

  it("tells why a check failed", async () => {
    const [failure] = (await check({ retentionInDays: 8 })).getFailuresList();
    assert.equal(failure?.getProperty(), "retentionInDays");
    assert.match(failure.getReason(), /got 8\. Examine values at 'logs\.retentionInDays'\./);
  });
});
