import pulumi from "@pulumi/eslint-plugin";
import { defineConfig } from "eslint/config";
import boundaries from "eslint-plugin-boundaries";
import mocha from "eslint-plugin-mocha";
import tseslint from "typescript-eslint";

/** What each folder may import of the others. index.ts, the program, imports components, apps and config. */
const mayImport = {
  apps: ["components"],
  components: ["capacity", "upgrade"],
  config: ["capacity", "upgrade"], // and specs
  capacity: [],
  iam: [],
  upgrade: [],
  plan: ["config", "capacity", "upgrade"],
  charts: ["components", "config", "twin"],
  preflight: ["components", "config", "capacity", "upgrade"],
  recording: ["config"],
  render: ["recording", "charts", "components", "config"],
  twin: ["preflight", "config", "capacity", "iam", "upgrade"],
  bench: ["config", "twin", "tests"],
  scripts: ["config", "iam"],
  tests: [
    "apps",
    "components",
    "config",
    "capacity",
    "iam",
    "upgrade",
    "plan",
    "charts",
    "preflight",
    "recording",
    "render",
    "twin",
    "bench",
    "scripts",
  ],
};
const element = (...types) => ({ element: { types: { anyOf: types } } });
const program = { file: { categories: "program" } };

/** What says everything about a feature that is known without an SDK: read by config/ before any is loaded. */
const specs = [
  "{apps,components}/**/{spec,specs,rules}.ts",
  "{apps,components}/**/*.spec.ts",
  "components/spec/*.ts",
  "components/workload/{check,compile,model}/*.ts",
  "components/environment.ts",
];
const specsArePure = {
  patterns: [
    {
      regex: "^(?!zod$|fastest-levenshtein$|node:path|\\.)",
      allowTypeImports: true,
      message: "A spec is zod and pure modules only.",
    },
    { regex: "/components?$", message: "A spec knows no component: what it imports is loaded with the configuration." },
  ],
};

const onlyLoadReadsConfig = {
  selector: "NewExpression[callee.object.name='pulumi'][callee.property.name='Config']",
  message: "Only config/load.ts reads the stack's configuration; everything else is handed what it needs.",
};

export default defineConfig(
  { ignores: ["node_modules/", ".twin/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { "@pulumi": pulumi, boundaries },
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: {
      "boundaries/elements": Object.keys(mayImport).map((type) => ({ type, pattern: type, partialMatch: false })),
      "boundaries/files": [
        { category: "program", pattern: "index.ts", partialMatch: false },
        { category: "spec", pattern: specs, partialMatch: false },
      ],
      "import/resolver": { node: { extensions: [".ts", ".json"] } },
    },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "boundaries/no-unknown-files": "error",
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: [
            ...Object.entries(mayImport).map(([folder, others]) => ({
              from: element(folder),
              allow: { to: element(folder, ...others) },
            })),
            { from: program, allow: { to: element("components", "apps", "config") } },
            { from: element("config"), allow: { to: { file: { categories: "spec" } } } },
            { from: element("tests", "bench"), allow: { to: program } },
            { allow: { to: { module: { origin: ["external", "core"] } } } },
          ],
        },
      ],
    },
  },
  {
    files: ["scripts/run.cjs"], // must be read by a Node of any age
    languageOptions: { ecmaVersion: 5, sourceType: "script" },
  },
  {
    files: ["**/*.ts"],
    ignores: ["config/load.ts"],
    rules: { "no-restricted-syntax": ["error", onlyLoadReadsConfig] },
  },
  {
    files: ["components/**/*.ts", "apps/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        onlyLoadReadsConfig,
        {
          selector:
            "ClassDeclaration[superClass.property.name='ComponentResource'] CallExpression[callee.type='Super'][arguments.length!=4]",
          message: "super(type, name, args, opts): with fewer arguments the options are silently lost.",
        },
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "A component knows no environment: its arguments say everything.",
        },
      ],
    },
  },
  { files: specs, rules: { "no-restricted-imports": ["error", specsArePure] } },
  {
    files: ["tests/**/*.ts"],
    plugins: { mocha },
    rules: {
      "mocha/no-exclusive-tests": "error",
      "mocha/no-pending-tests": "error",
      "mocha/no-identical-title": "error",
      "mocha/no-async-suite": "error",
      "mocha/no-return-and-callback": "error",
      "mocha/no-nested-tests": "error",
    },
  },
);
