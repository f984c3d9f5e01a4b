import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "../../plan/command";

/** An Ingress as kubectl prints it. */
const ingress = (name: string, annotations: Readonly<Record<string, string>>, path: object, className = "nginx") => ({
  metadata: { name, namespace: "shop", annotations },
  spec: {
    ingressClassName: className,
    rules: [{ host: "echo.example.com", http: { paths: [{ ...path, backend: { service: { name } } }] } }],
  },
});

const images = { path: "/img/[a-z]+", pathType: "ImplementationSpecific" };
const useRegex = { "nginx.ingress.kubernetes.io/use-regex": "true" };

interface Report {
  readonly controllers: readonly string[];
  readonly routes: readonly { readonly path: string; readonly differs: boolean; readonly backends: object }[];
}

describe("npm run plan -- routes", () => {
  const directory = mkdtempSync(join(tmpdir(), "routes-"));
  after(() => rmSync(directory, { recursive: true }));

  function routes(ingresses: object | undefined, ...args: string[]) {
    let [stdout, stderr] = ["", ""];
    const file = join(directory, "ingresses.json");
    if (ingresses) writeFileSync(file, JSON.stringify(ingresses));
    const print = { log: (line: string) => (stdout += line), error: (line: string) => (stderr += line) };
    const status = plan(["routes", "traffic", ...(ingresses ? ["--ingresses", file] : []), ...args], print);
    return { status, stdout, stderr };
  }

  it("exits with 0 as long as both controllers route alike, which is so for all that apps expose", () => {
    const { status, stdout } = routes(undefined);
    assert.equal(status, 0);
    assert.match(stdout, /^ {2}host +path +ingress-nginx +alb\n {2}hello\.example\.com +\/ +hello +hello\n/);
    assert.match(stdout, /They route alike\.$/);
  });

  it("exits with 1, and marks the requests, where Ingresses from other hands make nginx decide otherwise", () => {
    const others = { items: [ingress("img", useRegex, images)] };
    const { status, stdout } = routes(others, "--request", "/img/logo", "/IMG/logo");
    assert.equal(status, 1);
    assert.match(stdout, /^! echo\.example\.com +\/img\/logo +shop\/img +echo$/m);
    assert.match(stdout, /2 of these requests would go elsewhere \(!\)\.$/);
    const { controllers, routes: rows } = JSON.parse(
      routes(others, "--json", "--request", "/img/logo").stdout,
    ) as Report;
    assert.deepEqual(controllers, ["ingress-nginx", "alb"]);
    assert.deepEqual(
      rows.filter(({ differs }) => differs).map(({ path, backends }) => [path, backends]),
      [["/img/logo", { "ingress-nginx": "shop/img", alb: "echo" }]],
    );
  });

  it("knows that use-regex reads paths of every type as regular expressions, and rewrite-target as well", () => {
    const cart = { path: "/cart", pathType: "Prefix" };
    for (const annotations of [useRegex, { "nginx.ingress.kubernetes.io/rewrite-target": "/" }]) {
      const { stdout } = routes({ items: [ingress("cart", annotations, cart)] });
      assert.match(stdout, /^! echo\.example\.com +\/CART +shop\/cart +echo$/m);
    }
    assert.equal(routes({ items: [ingress("cart", {}, cart)] }).status, 0);
  });

  it("leaves out Ingresses of other classes, and those that the apps have made", () => {
    const own = ingress("echo-ingress-nginx", useRegex, images);
    own.metadata.namespace = "echo";
    const { status, stdout } = routes({ items: [own, ingress("img", useRegex, images, "alb")] });
    assert.deepEqual([status, stdout.includes("img")], [0, false]);
  });

  it("says what it can't read", () => {
    assert.match(routes({ items: [{ kind: "Pod" }] }).stderr, /These are no Ingresses/);
    const perl = { path: "/(?i)img", pathType: "ImplementationSpecific" };
    const { status, stderr } = routes({ items: [ingress("img", useRegex, perl)] });
    assert.equal(status, 2);
    assert.match(stderr, /Path \/\(\?i\)img of Ingress shop\/img is a regular expression that only nginx can read/);
  });
});
