import{createRequire as $r}from"node:module";const require=$r(import.meta.url);
import {
  GitHubError,
  addComment,
  addLabels,
  ask,
  atLeast,
  badCredentials,
  branchHead,
  closePull,
  countCommits,
  createLabel,
  createPull,
  createRef,
  dataFile,
  deleteLabel,
  deleteRef,
  findLabel,
  findRef,
  invalidRequest,
  isAncestor,
  isPull,
  isWorkflow,
  isolated,
  issueOf,
  labelsOf,
  listRefs,
  mergeBase,
  mergePull,
  mergeability,
  missingField,
  mustAdmin,
  mustParticipate,
  mustRead,
  mustTriage,
  mustWrite,
  nodeId,
  notAdministrator,
  notFound,
  objectType,
  permissionsOf,
  permits,
  protectionOf,
  pullOf,
  reconcileRefs,
  recordIssueEvent,
  recordTimeline,
  removeLabel,
  reopenPull,
  repositoryById,
  repositoryOf,
  requiresAuthentication,
  resolveCommit,
  roleOf,
  run,
  setLabels,
  signatureOf,
  updateComment,
  updateLabel,
  updatePull,
  updateRef,
  userOf,
  writingRefs
} from "./chunk-Z4KZ5Q62.js";
import "./chunk-DWTMI4NW.js";

// src/sandbox/host.ts
import { cpSync, existsSync as existsSync5, mkdirSync as mkdirSync2, renameSync as renameSync2, rmSync as rmSync2, writeFileSync as writeFileSync3 } from "node:fs";
import { join as join4 } from "node:path";

// src/sandbox/clones.ts
import { execFile } from "node:child_process";
import { existsSync as existsSync2, readFileSync as readFileSync2, writeFileSync } from "node:fs";
import { join as join2 } from "node:path";
import { promisify } from "node:util";

// src/sandbox/demo/people.ts
var people = [
  { login: "rosa", name: "Rosa Release", role: "maintain" },
  { login: "dev", name: "Dev Developer", role: "write" },
  { login: "quinn", name: "Quinn Quality", role: "triage" },
  { login: "olga", name: "Olga Operations", role: "admin" },
  { login: "guest", name: "Guest Reader", role: "read" }
];
var cloneOwner = "dev";
var labels = [
  { name: "deploy", color: "1d76db", description: "Runs in a preview environment of its own" },
  ...["1", "2", "3", "4"].map((slot) => ({
    name: `deploy/qa${slot}`,
    color: "5319e7",
    description: `Runs in QA slot ${slot}`
  }))
];

// src/sandbox/places.ts
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
function placesOf(directory3) {
  const root = resolve(directory3);
  const state = join(root, ".sandbox");
  return {
    directory: root,
    state,
    journal: join(state, "journal.ndjson"),
    repositories: join(state, "git"),
    server: join(state, "server.json"),
    log: join(state, "server.log"),
    first: join(state, "first")
  };
}
function lastServer({ server }) {
  if (!existsSync(server)) return null;
  try {
    return JSON.parse(readFileSync(server, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

// src/sandbox/clones.ts
var execute = promisify(execFile);
var cloneOf = (places, repository) => join2(places.directory, repository.name);
async function prepareClones(world, places, url) {
  const before = lastServer(places)?.url ?? url;
  await Promise.all(
    world.store.all("repositories").map(async (repository) => {
      const clone = cloneOf(places, repository);
      if (!existsSync2(clone)) return makeClone(world, repository, clone, url);
      const configuration2 = join2(clone, ".git", "config");
      if (before !== url && existsSync2(configuration2))
        writeFileSync(configuration2, readFileSync2(configuration2, "utf8").replaceAll(before, url));
    })
  );
}
async function makeClone(world, repository, clone, url) {
  const { directory: directory3 } = world.git(repository);
  await execute("git", ["clone", "--quiet", "--no-hardlinks", "--template=", directory3, clone], {
    env: isolated
  });
  writeFileSync(join2(clone, ".git", "config"), configurationOf(world, repository, url));
}
function configurationOf(world, repository, url) {
  const owner = people.find(({ login }) => login === cloneOwner);
  const token = world.store.by("tokens", "login", cloneOwner)[0]?.secret ?? "";
  return `[core]
	repositoryformatversion = 0
	filemode = true
	bare = false
	logallrefupdates = true
[user]
	name = ${owner?.name ?? cloneOwner}
	email = ${cloneOwner}@users.noreply.sandbox.localhost
[rel]
	apiUrl = ${url}/api/v3
	token = ${token}
[credential "${url}"]
	helper =
	helper = "!f() { test \\"$1\\" = get && echo username=x-access-token && echo \\"password=$(git config rel.token)\\"; }; f"
[remote "origin"]
	url = ${url}/${repository.owner}/${repository.name}.git
	fetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
	remote = origin
	merge = refs/heads/main
`;
}

// src/sandbox/demo/demo.ts
import { randomBytes } from "node:crypto";

// src/sandbox/git/bare.ts
import { chmodSync, mkdirSync, writeFileSync as writeFileSync2 } from "node:fs";
import { join as join3 } from "node:path";
var configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
[receive]
	hideRefs = refs/pull
	unpackLimit = 1
[gc]
	auto = 0
`;
var refuser = `let input = Buffer.alloc(0)
let greeted = false
const refs = []
const line = (text) => (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text
process.stdin.on('data', (chunk) => {
  input = Buffer.concat([input, chunk])
  while (input.length >= 4) {
    const length = parseInt(input.subarray(0, 4).toString(), 16)
    if (input.length < Math.max(length, 4)) return
    const text = input.subarray(4, Math.max(length, 4)).toString().trimEnd()
    input = input.subarray(Math.max(length, 4))
    if (length > 0 && greeted) refs.push(text.split(' ')[2])
    if (length > 0) continue
    if (greeted) return refuse()
    greeted = true
    process.stdout.write(line('version=1\\0atomic\\n') + '0000')
  }
})
function refuse() {
  for (const ref of refs) {
    process.stderr.write(\`error: GH006: Protected branch update failed for \${ref}.\\nerror: \\nerror: - Changes must be made through a pull request.\\n\`)
    process.stdout.write(line(\`ng \${ref} protected branch hook declined\\n\`))
  }
  process.stdout.write('0000')
  process.exit(0)
}
`;
function createBare(directory3, defaultBranch) {
  for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks", "info"])
    mkdirSync(join3(directory3, folder), { recursive: true });
  writeFileSync2(join3(directory3, "HEAD"), `ref: refs/heads/${defaultBranch}
`);
  writeFileSync2(join3(directory3, "config"), configuration);
  writeFileSync2(join3(directory3, "hooks", "proc-receive.cjs"), refuser);
  const hook = join3(directory3, "hooks", "proc-receive");
  writeFileSync2(hook, '#!/bin/sh\nexec "$REL_SANDBOX_NODE" "$0.cjs"\n');
  chmodSync(hook, 493);
  return { directory: directory3 };
}
async function refusePushesTo(git, ref) {
  await run(git, ["config", "--add", "receive.procReceiveRefs", ref]);
}
async function importHistory(git, stream) {
  await run(git, ["fast-import", "--quiet", "--date-format=raw"], { input: stream });
}

// src/sandbox/demo/files.ts
function filesOf(name) {
  return {
    "README.md": `# ${name}

A small HTTP service. \`npm start\` listens on \`PORT\` (8080), \`npm test\` tests it.

- \`GET /\` greets
- \`GET /version\` says which version runs
- \`GET /${name}\` lists the ${name}
`,
    "package.json": `${JSON.stringify(
      {
        name: `@acme/${name}`,
        version: "0.0.0",
        private: true,
        type: "module",
        scripts: { start: "node src/main.js", test: "node --test" },
        engines: { node: ">=20" }
      },
      null,
      2
    )}
`,
    ".gitignore": "node_modules\n",
    ".github/rel.yml": "environments: [dev, staging, production]\nqa: {ttl: 72h}\n",
    "src/main.js": `import { createService } from './service.js'

const port = Number(process.env.PORT ?? 8080)
createService({ version: process.env.VERSION ?? 'development' }).listen(port, () => {
  console.log(\`${name} listens on \${port}\`)
})
`,
    "src/service.js": `import { createServer } from 'node:http'
import { ${name} } from './${name}.js'

/** The service, not yet listening. */
export function createService({ version }) {
  const pages = {
    '/': () => ({ service: '${name}' }),
    '/version': () => ({ version }),
    '/${name}': () => ${name},
  }
  return createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://localhost').pathname]
    response.writeHead(page ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(page ? page() : { error: 'not found' }))
  })
}
`,
    [`src/${name}.js`]: `export const ${name} = [
  { id: 1, name: 'first' },
  { id: 2, name: 'second' },
]
`,
    "test/service.test.js": `import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { createService } from '../src/service.js'

const service = createService({ version: '1.2.3' })
before(async () => {
  service.listen(0)
  await once(service, 'listening')
})
after(() => service.close())
const get = (path) => fetch(\`http://127.0.0.1:\${service.address().port}\${path}\`)

test('says which version runs', async () => {
  assert.deepEqual(await (await get('/version')).json(), { version: '1.2.3' })
})

test('lists the ${name}', async () => {
  assert.equal((await (await get('/${name}')).json()).length, 2)
})

test('knows no other page', async () => {
  assert.equal((await get('/elsewhere')).status, 404)
})
`
  };
}
function historyOf(name, author) {
  const files = filesOf(name);
  const service = Object.entries(files).filter(([path]) => !path.startsWith(".github/"));
  const release = Object.entries(files).filter(([path]) => path.startsWith(".github/"));
  const first = Date.UTC(2026, 0, 5, 9) / 1e3;
  return [
    commit(`Serve ${name}`, first, author, service),
    commit("Configure rel", first + 86400, author, release),
    "done\n"
  ].join("");
}
function commit(message, at, { name, email }, files) {
  const who = `${name} <${email}> ${at} +0000`;
  const changes = files.map(([path, content]) => `M 100644 inline ${path}
${data(content)}`);
  return `commit refs/heads/main
author ${who}
committer ${who}
${data(message)}${changes.join("")}
`;
}
var data = (text2) => `data ${Buffer.byteLength(text2)}
${text2}
`;

// src/sandbox/demo/demo.ts
var organization = "acme";
var repositoryNames = ["widgets", "gadgets"];
async function createDemo(world) {
  const repositories2 = world.store.transaction((tx) => {
    putUser(world, tx, organization, "Acme", "Organization");
    putUser(world, tx, "github-actions[bot]", null, "Bot");
    for (const { login, name } of people) {
      putUser(world, tx, login, name, "User");
      tx.put("tokens", {
        id: world.store.nextId(),
        secret: `sandbox_${login}_${randomBytes(15).toString("hex")}`,
        login,
        kind: "classic",
        permissions: null,
        repository: null
      });
    }
    return repositoryNames.map((name) => putRepository(world, tx, name));
  });
  await Promise.all(repositories2.map((repository) => fill(world, repository)));
}
function putUser(world, tx, login, name, type) {
  return tx.put("users", { id: world.store.nextId(), login, type, name, createdAt: world.now() });
}
function putRepository(world, tx, name) {
  const at = world.now();
  const repository = tx.put("repositories", {
    id: world.store.nextId(),
    owner: organization,
    name,
    description: `The ${name} service`,
    private: true,
    archived: false,
    defaultBranch: "main",
    forkOf: null,
    createdAt: at,
    updatedAt: at,
    pushedAt: at,
    lastNumber: 0,
    allowMergeCommit: true,
    allowSquashMerge: true,
    allowRebaseMerge: true,
    deleteBranchOnMerge: false,
    actionsMayCreatePullRequests: true,
    actionsDefaultPermissions: "read"
  });
  for (const { login, role } of people) tx.put("collaborators", { repository: repository.id, login, role });
  for (const label of labels)
    tx.put("labels", { id: world.store.nextId(), repository: repository.id, ...label });
  tx.put("protections", {
    repository: repository.id,
    branch: "main",
    pullRequestRequired: true,
    approvals: 0
  });
  return repository;
}
async function fill(world, repository) {
  const git = createBare(world.git(repository).directory, repository.defaultBranch);
  await importHistory(
    git,
    historyOf(repository.name, { name: "Dev Developer", email: "dev@users.noreply.sandbox.localhost" })
  );
  await refusePushesTo(git, "refs/heads/main");
  const refs2 = await listRefs(git, "refs/heads/");
  world.store.transaction((tx) => {
    for (const { name, sha } of refs2) tx.put("refs", { repository: repository.id, name, sha });
  });
}

// src/sandbox/server/server.ts
import { createServer } from "node:http";

// src/sandbox/contract/rest.ts
import { readFileSync as readFileSync3 } from "node:fs";
var readContract = () => JSON.parse(readFileSync3(dataFile("contract/rest.json"), "utf8"));
var wide = /* @__PURE__ */ new Set(["ref", "path", "basehead", "branch"]);
function createRouter({ ops }) {
  const routes = Object.entries(ops).map(([operation, { method, path }]) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const source = path.replace(/\{(\w+)\}/g, (_, name) => wide.has(name) ? "(.+)" : "([^/]+)");
    const words = path.split("/").filter((part) => !part.startsWith("{")).length;
    return { operation, method: method.toUpperCase(), names, pattern: new RegExp(`^${source}$`), words };
  }).concat(ops["repos/get-content"] ? [rootOfContents] : []).toSorted((one, other) => other.words - one.words);
  return (method, path) => {
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (!match) continue;
      const parts = match.slice(1).map(decode);
      if (parts.some((part) => part === null)) return null;
      return {
        operation: route.operation,
        path: Object.fromEntries(route.names.map((name, at) => [name, parts[at] ?? ""]))
      };
    }
    return null;
  };
}
var rootOfContents = {
  operation: "repos/get-content",
  method: "GET",
  names: ["owner", "repo"],
  pattern: /^\/repos\/([^/]+)\/([^/]+)\/contents\/?$/,
  words: 3
};
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

// src/sandbox/server/faults.ts
function createFaultList() {
  let set = [];
  return {
    set: (fault) => void set.push({ fault, seen: 0, hits: 0 }),
    all: () => set.map(({ fault, hits }) => ({ ...fault, hits })),
    clear: () => void (set = []),
    strike(asked) {
      for (const entry of set) {
        const { match, times } = entry.fault;
        if (!agrees(match, asked)) continue;
        entry.seen += 1;
        if (entry.seen < (match.nth ?? 1) || entry.hits >= times) continue;
        entry.hits += 1;
        return entry.fault;
      }
      return null;
    }
  };
}
var agrees = (match, asked) => (match.kind ?? "api") === asked.kind && same(match.token, asked.token) && same(match.login, asked.login) && same(match.method?.toUpperCase(), asked.method) && same(match.operation, asked.operation) && (match.path === void 0 || patternOf(match.path).test(asked.path));
var same = (wanted, is) => wanted === void 0 || wanted === is;
var patternOf = (path) => new RegExp(
  `^${path.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`
);
function faultFrom(body) {
  if (typeof body !== "object" || body === null) return "A fault is a JSON object.";
  const fault = body;
  const unknown = Object.keys(fault).filter((key) => !faultKeys.has(key));
  if (unknown.length > 0) return `Unknown: ${unknown.join(", ")}. Known: ${[...faultKeys].join(", ")}.`;
  const match = fault["match"] ?? {};
  if (typeof match !== "object" || match === null) return '"match" is an object.';
  const strange = Object.keys(match).filter((key) => !matchKeys.has(key));
  if (strange.length > 0)
    return `Unknown in "match": ${strange.join(", ")}. Known: ${[...matchKeys].join(", ")}.`;
  const times = fault["times"] ?? 1;
  if (typeof times !== "number" || times < 1) return '"times" is a number from 1 on.';
  return { ...fault, match, times };
}
var faultKeys = /* @__PURE__ */ new Set([
  "match",
  "times",
  "status",
  "headers",
  "body",
  "delayMs",
  "holdMs",
  "drop",
  "truncate"
]);
var matchKeys = /* @__PURE__ */ new Set(["kind", "token", "login", "method", "path", "operation", "nth"]);

// src/sandbox/server/handle.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { setTimeout as sleep2 } from "node:timers/promises";

// src/sandbox/server/address.ts
function addressOf(request) {
  const target = request.url ?? "/";
  const absolute = /^https?:\/\//i.test(target);
  const text2 = absolute ? target : `http://${request.headers.host ?? "127.0.0.1"}${target}`;
  if (!URL.canParse(text2)) return null;
  const url = new URL(text2);
  if (!isHere(url.hostname)) return null;
  const enterprise = /^\/api\/(v3|graphql)(\/|$)/.test(url.pathname);
  return { url, path: plainPath(url.pathname), urls: urlsOf(url, enterprise) };
}
var isHere = (host2) => host2 === "127.0.0.1" || host2 === "[::1]" || host2 === "localhost" || host2.endsWith(".localhost");
function plainPath(path) {
  if (path === "/api/graphql") return "/graphql";
  if (path === "/api/v3") return "/";
  return path.startsWith("/api/v3/") ? path.slice("/api/v3".length) : path;
}
function urlsOf({ origin, hostname }, enterprise) {
  if (hostname.startsWith("api."))
    return { html: origin.replace("//api.", "//"), api: origin, graphql: `${origin}/graphql` };
  if (enterprise) return { html: origin, api: `${origin}/api/v3`, graphql: `${origin}/api/graphql` };
  return { html: origin, api: origin, graphql: `${origin}/graphql` };
}

// src/sandbox/server/api.ts
import { createHash } from "node:crypto";

// src/sandbox/git/history.ts
var format = "%H%n%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B%x00";
async function log(git, args) {
  const out = await run(git, ["log", `--format=${format}`, ...args]);
  return out.split("\0").map((text2) => text2.replace(/^\n/, "")).filter(Boolean).map(commitFrom);
}
async function readCommit(git, sha) {
  return (await log(git, ["-1", sha]))[0] ?? null;
}
function commitFrom(text2) {
  const [
    sha = "",
    tree = "",
    parents = "",
    an = "",
    ae = "",
    ad = "",
    cn = "",
    ce = "",
    cd = "",
    ...message
  ] = text2.split("\n");
  return {
    sha,
    tree,
    parents: parents.split(" ").filter(Boolean),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.join("\n").trimEnd()
  };
}
var utc = (date) => new Date(date).toISOString().replace(".000Z", "Z");
var emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
async function changedFiles(git, from, to) {
  const range = [from ?? emptyTree, to];
  const raw = (await run(git, ["diff-tree", "-r", "-M", "-z", "--raw", "--no-abbrev", ...range])).split("\0");
  const counts = await lineCounts(git, range);
  const files = [];
  for (let at = 0; at < raw.length - 1; ) {
    const [, , before = "", after = "", letter = ""] = (raw[at] ?? "").split(" ");
    const renamed = letter.startsWith("R");
    const first = raw[at + 1] ?? "";
    const path = renamed ? raw[at + 2] ?? "" : first;
    at += renamed ? 3 : 2;
    const [additions, deletions] = counts.get(path) ?? [0, 0];
    const status = letter === "A" ? "added" : letter === "D" ? "removed" : renamed ? "renamed" : "modified";
    files.push({
      path,
      previous: renamed ? first : null,
      status,
      additions,
      deletions,
      blob: letter === "D" ? before : after
    });
  }
  return files;
}
async function lineCounts(git, range) {
  const parts = (await run(git, ["diff-tree", "-r", "-M", "-z", "--numstat", ...range])).split("\0");
  const counts = /* @__PURE__ */ new Map();
  for (let at = 0; at < parts.length - 1; ) {
    const [additions, deletions, name = ""] = (parts[at] ?? "").split("	");
    const renamed = name === "";
    counts.set(renamed ? parts[at + 2] ?? "" : name, [Number(additions) || 0, Number(deletions) || 0]);
    at += renamed ? 3 : 1;
  }
  return counts;
}
async function patchOf(git, from, to, path) {
  const out = await run(git, ["diff-tree", "-p", "-M", from ?? emptyTree, to, "--", path]);
  const hunks = out.indexOf("\n@@");
  return hunks < 0 ? void 0 : out.slice(hunks + 1);
}
async function readPath(git, commit2, path) {
  const clean = path.replace(/^\/+|\/+$/g, "");
  const self = clean === "" ? [] : await listTree(git, commit2, clean);
  const [entry] = self;
  if (clean !== "" && !entry) return null;
  if (entry?.type === "blob") {
    const { out } = await ask(git, ["cat-file", "blob", entry.sha]);
    return { file: entry, content: out };
  }
  return listTree(git, commit2, clean === "" ? "" : `${clean}/`);
}
async function listTree(git, commit2, path) {
  const answer2 = await ask(git, [
    "--literal-pathspecs",
    "ls-tree",
    "-z",
    "-l",
    commit2,
    ...path === "" ? [] : ["--", path]
  ]);
  if (answer2.status !== 0) return [];
  return answer2.out.toString().split("\0").filter(Boolean).map((line) => {
    const tab = line.indexOf("	");
    const [, type, sha = "", size] = line.slice(0, tab).split(/ +/);
    return { type, sha, size: Number(size) || 0, path: line.slice(tab + 1) };
  });
}

// src/sandbox/rest/operation.ts
var list = (rows, render) => ({
  list: rows.map((row) => () => render(row))
});
var repositoryIn = ({ world, actor, path }) => repositoryOf(world, actor, path["owner"] ?? "", path["repo"] ?? "");
function numberIn({ path }, name) {
  const text2 = path[name] ?? "";
  if (!/^\d{1,15}$/.test(text2)) throw notFound();
  return Number(text2);
}
var text = (body, name) => typeof body[name] === "string" ? body[name] : void 0;
var flag = (body, name) => typeof body[name] === "boolean" ? body[name] : void 0;
var textOrNull = (body, name) => body[name] === null ? null : text(body, name);

// src/sandbox/rest/views/user.ts
function userView({ urls }, user) {
  const url = `${urls.api}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type, user.id),
    avatar_url: `${urls.html}/avatars/u/${user.id}`,
    gravatar_id: "",
    url,
    html_url: user.type === "Bot" ? `${urls.html}/apps/github-actions` : `${urls.html}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: "public",
    site_admin: false
  };
}
var loginView = (world, login) => userView(world, userOf(world, login));
var publicUserView = (world, user) => ({
  ...userView(world, user),
  name: user.name,
  company: null,
  blog: "",
  location: null,
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: user.createdAt,
  updated_at: user.createdAt
});
var privateUserView = (world, user) => ({
  ...publicUserView(world, user),
  user_view_type: "private",
  private_gists: 0,
  total_private_repos: 0,
  owned_private_repos: 0,
  disk_usage: 0,
  collaborators: 0,
  two_factor_authentication: true
});

// src/sandbox/rest/views/repository.ts
var repositoryUrl = ({ urls }, { owner, name }) => `${urls.api}/repos/${owner}/${name}`;
var repositoryPage = ({ urls }, { owner, name }) => `${urls.html}/${owner}/${name}`;
var related = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}"
};
function repositoryView(world, actor, repository) {
  const { owner, name } = repository;
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  const open = world.store.by("issues", "open", repository.id).length;
  const forks = world.store.by("repositories", "forkOf", repository.id).length;
  return {
    id: repository.id,
    node_id: nodeId("Repository", repository.id),
    name,
    full_name: `${owner}/${name}`,
    private: repository.private,
    owner: loginView(world, owner),
    html_url: page,
    description: repository.description,
    fork: repository.forkOf !== null,
    url,
    ...Object.fromEntries(Object.entries(related).map(([field, path]) => [field, `${url}${path}`])),
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.pushedAt,
    git_url: `${page.replace(/^https?/, "git")}.git`,
    ssh_url: `git@${new URL(page).hostname}:${owner}/${name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    forks,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    open_issues: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    default_branch: repository.defaultBranch,
    permissions: permissionsView(world, actor, repository)
  };
}
function permissionsView(world, actor, repository) {
  const role = roleOf(world, actor, repository);
  return {
    admin: atLeast(role, "admin"),
    maintain: atLeast(role, "maintain"),
    push: atLeast(role, "write"),
    triage: atLeast(role, "triage"),
    pull: atLeast(role, "read")
  };
}
function fullRepositoryView(world, actor, repository) {
  const view = repositoryView(world, actor, repository);
  const parent = repository.forkOf === null ? null : repositoryById(world, repository.forkOf);
  return {
    ...view,
    ...view.owner.type === "Organization" && { organization: view.owner },
    ...parent && {
      parent: repositoryView(world, actor, parent),
      source: repositoryView(world, actor, parent)
    },
    network_count: view.forks,
    subscribers_count: 0,
    allow_squash_merge: repository.allowSquashMerge,
    allow_merge_commit: repository.allowMergeCommit,
    allow_rebase_merge: repository.allowRebaseMerge,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: repository.deleteBranchOnMerge
  };
}

// src/sandbox/rest/views/commit.ts
var unsigned = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };
function commitView(world, repository, commit2) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/commits/${commit2.sha}`;
  const page = `${repositoryPage(world, repository)}/commit`;
  return {
    sha: commit2.sha,
    node_id: nodeId("Commit", `${repository.id}:${commit2.sha}`),
    commit: {
      author: commit2.author,
      committer: commit2.committer,
      message: commit2.message,
      tree: { sha: commit2.tree, url: `${api}/git/trees/${commit2.tree}` },
      url: `${api}/git/commits/${commit2.sha}`,
      comment_count: 0,
      verification: unsigned
    },
    url,
    html_url: `${page}/${commit2.sha}`,
    comments_url: `${url}/comments`,
    author: accountOf(world, commit2.author),
    committer: accountOf(world, commit2.committer),
    parents: commit2.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${page}/${sha}` }))
  };
}
function accountOf(world, { email }) {
  const login = email.replace(/@.*$/, "").replace(/^\d+\+/, "");
  const user = world.store.get("users", login.toLowerCase());
  return user ? userView(world, user) : null;
}
function fileView(world, repository, sha, file, patch) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const page = repositoryPage(world, repository);
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...patch !== void 0 && { patch },
    ...file.previous !== null && { previous_filename: file.previous }
  };
}
function refView(world, repository, ref) {
  const api = repositoryUrl(world, repository);
  return {
    ref: ref.name,
    node_id: nodeId("Ref", `${repository.id}:${ref.name}`),
    url: `${api}/git/${ref.name.split("/").map(encodeURIComponent).join("/")}`,
    object: { sha: ref.sha, type: ref.type, url: `${api}/git/${ref.type}s/${ref.sha}` }
  };
}
function tagView(world, repository, tag) {
  const api = repositoryUrl(world, repository);
  return {
    node_id: nodeId("Tag", `${repository.id}:${tag.sha}`),
    sha: tag.sha,
    url: `${api}/git/tags/${tag.sha}`,
    tagger: tag.tagger,
    object: { type: tag.type, sha: tag.object, url: `${api}/git/${tag.type}s/${tag.object}` },
    tag: tag.tag,
    message: tag.message,
    verification: unsigned
  };
}

// src/sandbox/rest/commits.ts
var commits = {
  "repos/list-commits": async (call) => {
    const { world, query } = call;
    const repository = readable(call);
    const git = world.git(repository);
    const start = await resolveCommit(git, query.get("sha") ?? repository.defaultBranch);
    if (start === null) throw notFound();
    const path = query.get("path");
    const filters = ["since", "until", "author"].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [`--${name}=${value}`];
    });
    const answer2 = await log(git, [...filters, start, "--", ...path ? [`:(literal)${path}`] : []]);
    return list(answer2, (commit2) => commitView(world, repository, commit2));
  },
  "repos/get-commit": async (call) => {
    const { world, path, accept } = call;
    const repository = readable(call);
    const git = world.git(repository);
    const sha = await mustFind(git, path["ref"] ?? "");
    if (accept.includes(".sha"))
      return { body: Buffer.from(sha), type: "application/vnd.github.sha; charset=utf-8" };
    const commit2 = await readCommit(git, sha);
    if (!commit2) throw notFound();
    const files = await filesBetween(call, repository, commit2.parents[0] ?? null, sha);
    const sum = (field) => files.reduce((total, file) => total + file[field], 0);
    const stats = {
      additions: sum("additions"),
      deletions: sum("deletions"),
      total: sum("additions") + sum("deletions")
    };
    return { body: { ...commitView(world, repository, commit2), stats, files } };
  },
  "repos/compare-commits-with-basehead": async (call) => {
    const { world } = call;
    const repository = readable(call);
    const git = world.git(repository);
    const [baseName, headName] = (call.path["basehead"] ?? "").split("...");
    if (!baseName || !headName) throw notFound();
    const base = await resolveCommit(git, withoutOwner(repository, baseName));
    const head = await resolveCommit(git, withoutOwner(repository, headName));
    if (base === null || head === null) throw notFound();
    const common = await mergeBase(git, base, head);
    if (common === null) throw notFound(`No common ancestor between ${baseName} and ${headName}.`);
    const ahead = await log(git, ["--reverse", `${base}..${head}`]);
    const behind = await countCommits(git, head, base);
    const page = pageOf(call.query, ahead.length);
    const [baseCommit, commonCommit] = [await readCommit(git, base), await readCommit(git, common)];
    if (!baseCommit || !commonCommit) throw notFound();
    const html = `${repositoryPage(world, repository)}/compare/${baseName}...${headName}`;
    return {
      body: {
        url: `${repositoryUrl(world, repository)}/compare/${baseName}...${headName}`,
        html_url: html,
        permalink_url: `${repositoryPage(world, repository)}/compare/${repository.owner}:${base.slice(0, 7)}...${repository.owner}:${head.slice(0, 7)}`,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commitView(world, repository, baseCommit),
        merge_base_commit: commitView(world, repository, commonCommit),
        status: statusOf(ahead.length, behind),
        ahead_by: ahead.length,
        behind_by: behind,
        total_commits: ahead.length,
        commits: ahead.slice(page.start, page.end).map((commit2) => commitView(world, repository, commit2)),
        // The files come with the first page only (documentation of the operation).
        ...page.start === 0 && { files: await filesBetween(call, repository, common, head) }
      }
    };
  },
  "repos/list-branches-for-head-commit": async (call) => {
    const { world } = call;
    const repository = readable(call);
    const git = world.git(repository);
    const sha = await mustFind(git, call.path["commit_sha"] ?? "");
    const heads = (await listRefs(git, "refs/heads/")).filter((ref) => ref.sha === sha);
    return list(heads, ({ name }) => {
      const branch = name.slice("refs/heads/".length);
      return {
        name: branch,
        commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
        protected: protectionOf(world, repository, branch) !== null
      };
    });
  }
};
function readable(call) {
  const repository = repositoryIn(call);
  mustRead(call.world, call.actor, repository, "contents");
  return repository;
}
async function mustFind(git, name) {
  const plain = name.replace(/^(heads|tags)\//, "refs/$1/");
  const sha = await resolveCommit(git, plain) ?? await byShortSha(git, name);
  if (sha === null) throw new GitHubError(422, `No commit found for SHA: ${name}`);
  return sha;
}
async function byShortSha(git, name) {
  if (!/^[0-9a-f]{7,39}$/.test(name)) return null;
  const answer2 = await ask(git, ["rev-parse", "--quiet", "--verify", `${name}^{commit}`]);
  return answer2.status === 0 ? answer2.out.toString().trim() : null;
}
var withoutOwner = ({ owner }, name) => name.toLowerCase().startsWith(`${owner.toLowerCase()}:`) ? name.slice(owner.length + 1) : name;
async function filesBetween({ world }, repository, from, to) {
  const git = world.git(repository);
  const files = (await changedFiles(git, from, to)).slice(0, 300);
  return Promise.all(
    files.map(async (file) => fileView(world, repository, to, file, await patchOf(git, from, to, file.path)))
  );
}
function statusOf(ahead, behind) {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}
function pageOf(query, total) {
  if (!query.has("page") && !query.has("per_page")) return { start: 0, end: Math.min(total, 250) };
  const size = Math.min(100, Math.max(1, Number(query.get("per_page")) || 30));
  const start = (Math.max(1, Number(query.get("page")) || 1) - 1) * size;
  return { start, end: start + size };
}

// src/sandbox/rules/issues.ts
function createIssue(world, actor, repository, wish) {
  mustParticipate(world, actor, repository, "issues");
  if (!wish.title) throw missingField("Issue", "title");
  const at = world.now();
  const { title, body = null } = wish;
  return world.store.transaction((tx) => {
    const number = repository.lastNumber + 1;
    tx.put("repositories", { ...repository, lastNumber: number });
    const issue = tx.put("issues", {
      id: world.store.nextId(),
      repository: repository.id,
      number,
      title,
      body,
      author: actor.user.login,
      state: "open",
      stateReason: null,
      labels: [],
      assignees: [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      closedBy: null,
      pull: null
    });
    recordIssueEvent(world, tx, actor, issue, "opened");
    return issue;
  });
}
function updateIssue(world, actor, repository, number, wish) {
  mustParticipate(world, actor, repository, "issues");
  const before = issueOf(world, repository, number);
  const own = before.author === actor.user.login;
  if (!own && !atLeast(roleOf(world, actor, repository), "triage")) throw notAdministrator();
  const state = wish.state ?? before.state;
  const closing = state === "closed" && before.state === "open";
  const opening = state === "open" && before.state === "closed";
  const at = world.now();
  return world.store.transaction((tx) => {
    const after = tx.put("issues", {
      ...before,
      title: wish.title ?? before.title,
      body: wish.body === void 0 ? before.body : wish.body,
      state,
      stateReason: opening ? "reopened" : closing ? wish.stateReason ?? "completed" : before.stateReason,
      closedAt: closing ? at : opening ? null : before.closedAt,
      closedBy: closing ? actor.user.login : opening ? null : before.closedBy,
      updatedAt: at
    });
    if (closing) recordTimeline(world, tx, actor, after, "closed");
    if (opening) recordTimeline(world, tx, actor, after, "reopened");
    if (after.title !== before.title)
      recordTimeline(world, tx, actor, after, "renamed", { rename: { from: before.title, to: after.title } });
    recordIssueEvent(world, tx, actor, after, closing ? "closed" : opening ? "reopened" : "edited");
    return after;
  });
}

// src/sandbox/rest/views/issue.ts
var labelView = (world, repository, label) => ({
  id: label.id,
  node_id: nodeId("Label", label.id),
  url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
  name: label.name,
  color: label.color,
  default: false,
  description: label.description
});
var labelViews = (world, repository, issue) => labelsOf(world, issue).map((label) => labelView(world, repository, label));
function association(world, repository, login) {
  if (login === repository.owner) return "OWNER";
  const member = world.store.get("collaborators", `${repository.id}/${login.toLowerCase()}`);
  if (!member) return "NONE";
  return world.store.get("users", repository.owner.toLowerCase())?.type === "Organization" ? "MEMBER" : "COLLABORATOR";
}
var commentCount = (world, issue) => world.store.by("comments", "issue", `${issue.repository}/${issue.number}`).length;
function issueView(world, _actor, issue) {
  const repository = repositoryById(world, issue.repository);
  const api = repositoryUrl(world, repository);
  const url = `${api}/issues/${issue.number}`;
  const page = `${repositoryPage(world, repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: page,
    id: issue.id,
    node_id: issue.pull ? nodeId("PullRequest", issue.pull.id) : nodeId("Issue", issue.id),
    number: issue.number,
    title: issue.title,
    user: loginView(world, issue.author),
    labels: labelViews(world, repository, issue),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: false,
    active_lock_reason: null,
    assignee: issue.assignees[0] === void 0 ? null : loginView(world, issue.assignees[0]),
    assignees: issue.assignees.map((login) => loginView(world, login)),
    milestone: null,
    comments: commentCount(world, issue),
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : loginView(world, issue.closedBy),
    author_association: association(world, repository, issue.author),
    body: issue.body,
    performed_via_github_app: null,
    ...issue.pull && {
      draft: issue.pull.draft,
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: issue.pull.mergedAt
      }
    }
  };
}
function commentView(world, issue, comment) {
  const repository = repositoryById(world, comment.repository);
  const api = repositoryUrl(world, repository);
  const page = `${repositoryPage(world, repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  return {
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    user: loginView(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(world, repository, comment.author),
    body: comment.body,
    performed_via_github_app: null
  };
}

// src/sandbox/rest/labels.ts
var labels2 = {
  "issues/list-labels-for-repo": (call) => {
    const repository = readable2(call);
    const rows = call.world.store.by("labels", "repository", repository.id);
    return list(rows, (label) => labelView(call.world, repository, label));
  },
  "issues/get-label": (call) => {
    const repository = readable2(call);
    const label = findLabel(call.world, repository, nameIn(call));
    if (!label) throw notFound();
    return { body: labelView(call.world, repository, label) };
  },
  "issues/create-label": (call) => {
    const repository = repositoryIn(call);
    const { world, actor, body } = call;
    const wish = {
      name: text(body, "name"),
      color: text(body, "color"),
      description: textOrNull(body, "description")
    };
    return { status: 201, body: labelView(world, repository, createLabel(world, actor, repository, wish)) };
  },
  "issues/update-label": (call) => {
    const repository = repositoryIn(call);
    const { world, actor, body } = call;
    const wish = {
      name: text(body, "new_name"),
      color: text(body, "color"),
      description: textOrNull(body, "description")
    };
    return { body: labelView(world, repository, updateLabel(world, actor, repository, nameIn(call), wish)) };
  },
  "issues/delete-label": (call) => {
    deleteLabel(call.world, call.actor, repositoryIn(call), nameIn(call));
    return { status: 204 };
  },
  "issues/list-labels-on-issue": (call) => {
    const { repository, issue } = issueIn(call);
    mustRead(call.world, call.actor, repository, ...permissionsOf(issue));
    return list(labelsOf(call.world, issue), (label) => labelView(call.world, repository, label));
  },
  "issues/add-labels": (call) => {
    const { repository, issue } = issueIn(call);
    const after = addLabels(call.world, call.actor, issue, namesIn(call.body), { create: true });
    return { body: labelViews(call.world, repository, after) };
  },
  "issues/set-labels": (call) => {
    const { repository, issue } = issueIn(call);
    return {
      body: labelViews(call.world, repository, setLabels(call.world, call.actor, issue, namesIn(call.body)))
    };
  },
  "issues/remove-label": (call) => {
    const { repository, issue } = issueIn(call);
    return {
      body: labelViews(call.world, repository, removeLabel(call.world, call.actor, issue, nameIn(call)))
    };
  },
  "issues/remove-all-labels": (call) => {
    setLabels(call.world, call.actor, issueIn(call).issue, []);
    return { status: 204 };
  }
};
var nameIn = ({ path }) => path["name"] ?? "";
function readable2(call) {
  const repository = repositoryIn(call);
  mustRead(call.world, call.actor, repository, "issues", "pull_requests");
  return repository;
}
function issueIn(call) {
  const repository = repositoryIn(call);
  return { repository, issue: issueOf(call.world, repository, numberIn(call, "issue_number")) };
}
function namesIn({ labels: given }) {
  if (given === void 0) return [];
  if (!Array.isArray(given)) throw invalidRequest("For 'properties/labels', the value is not an array.");
  return given.map((item) => {
    const name = typeof item === "object" && item !== null && "name" in item ? item.name : item;
    if (typeof name !== "string" || name.trim() === "")
      throw invalidRequest(`For 'labels/items', ${JSON.stringify(item)} is not the name of a label.`);
    return name;
  });
}

// src/sandbox/rest/sort.ts
function sortedIssues(rows, query) {
  const key = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const ascending = query.get("direction") === "asc";
  return rows.toSorted((one, other) => {
    const order = one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : one.number - other.number;
    return ascending ? order : -order;
  });
}

// src/sandbox/rest/issues.ts
var issues = {
  "issues/list-for-repo": (call) => {
    const { world, actor, query } = call;
    const repository = repositoryIn(call);
    mustRead(world, actor, repository, "issues", "pull_requests");
    const names = (query.get("labels") ?? "").split(",").filter(Boolean);
    const wanted = names.map((name) => findLabel(world, repository, name.trim())?.id ?? -1);
    const state = query.get("state") ?? "open";
    const creator = query.get("creator")?.toLowerCase();
    const since = query.get("since");
    const rows = world.store.by("issues", "repository", repository.id).filter(
      (issue) => (state === "all" || issue.state === state) && wanted.every((id) => issue.labels.includes(id)) && (creator === void 0 || issue.author.toLowerCase() === creator) && (since === null || issue.updatedAt >= since)
    );
    return list(sortedIssues(rows, query), (issue) => issueView(world, actor, issue));
  },
  "issues/get": (call) => {
    const issue = readable3(call);
    return { body: issueView(call.world, call.actor, issue) };
  },
  "issues/create": (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    const title = body["title"] === void 0 ? void 0 : String(body["title"]);
    const created = createIssue(world, actor, repository, { title, body: textOrNull(body, "body") });
    const labelled = atLeast(roleOf(world, actor, repository), "triage") ? setLabels(world, actor, created, namesIn(body)) : created;
    return { status: 201, body: issueView(world, actor, labelled) };
  },
  "issues/update": async (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    const before = issueOf(world, repository, numberIn(call, "issue_number"));
    const title = body["title"] == null ? void 0 : String(body["title"]);
    const wish = { title, body: textOrNull(body, "body") };
    const state = text(body, "state");
    if (isPull(before)) {
      await updatePull(world, actor, repository, before.number, wish);
      if (state === "closed") closePull(world, actor, repository, before.number);
      if (state === "open") await reopenPull(world, actor, repository, before.number);
    } else
      updateIssue(world, actor, repository, before.number, {
        ...wish,
        state,
        stateReason: textOrNull(body, "state_reason")
      });
    if (body["labels"] !== void 0)
      setLabels(world, actor, issueOf(world, repository, before.number), namesIn(body));
    return { body: issueView(world, actor, issueOf(world, repository, before.number)) };
  },
  "issues/list-comments": (call) => {
    const { world } = call;
    const issue = readable3(call);
    const since = call.query.get("since");
    const rows = world.store.by("comments", "issue", `${issue.repository}/${issue.number}`).filter(({ updatedAt }) => since === null || updatedAt >= since);
    return list(rows, (comment) => commentView(world, issue, comment));
  },
  "issues/create-comment": (call) => {
    const { world, actor, body } = call;
    const issue = issueOf(world, repositoryIn(call), numberIn(call, "issue_number"));
    return {
      status: 201,
      body: commentView(world, issue, addComment(world, actor, issue, text(body, "body") ?? ""))
    };
  },
  "issues/update-comment": (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    const id = numberIn(call, "comment_id");
    const comment = updateComment(world, actor, repository, id, text(body, "body") ?? "");
    return { body: commentView(world, issueOf(world, repository, comment.number), comment) };
  }
};
function readable3(call) {
  const repository = repositoryIn(call);
  const issue = issueOf(call.world, repository, numberIn(call, "issue_number"));
  mustRead(call.world, call.actor, repository, ...permissionsOf(issue));
  return issue;
}

// src/sandbox/rules/reviewers.ts
function requestReviewers(world, actor, issue, logins) {
  const repository = repositoryById(world, issue.repository);
  for (const login of logins) {
    if (login.toLowerCase() === issue.author.toLowerCase())
      throw new GitHubError(422, "Review cannot be requested from pull request author.");
    const user = userOf(world, login);
    if (roleOf(world, { user, token: { ...actor.token, kind: "classic", repository: null } }, repository) === null)
      throw new GitHubError(
        422,
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${repository.owner}/${repository.name} repository.`
      );
  }
  const asked = /* @__PURE__ */ new Set([
    ...issue.pull.requestedReviewers,
    ...logins.map((login) => userOf(world, login).login)
  ]);
  return putReviewers(world, actor, issue, [...asked], "review_requested");
}
function withdrawReviewers(world, actor, issue, logins) {
  const gone = new Set(logins.map((login) => login.toLowerCase()));
  const rest = issue.pull.requestedReviewers.filter((login) => !gone.has(login.toLowerCase()));
  return putReviewers(world, actor, issue, rest, "review_request_removed");
}
function putReviewers(world, actor, issue, requestedReviewers, action) {
  if (requestedReviewers.length === issue.pull.requestedReviewers.length) return issue;
  return world.store.transaction((tx) => {
    recordIssueEvent(world, tx, actor, issue, action);
    const pull = { ...issue.pull, requestedReviewers };
    return tx.put("issues", { ...issue, updatedAt: world.now(), pull });
  });
}

// src/sandbox/rest/views/pull.ts
function pullView(world, actor, issue) {
  const { pull } = issue;
  const repository = repositoryById(world, issue.repository);
  const api = repositoryUrl(world, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const page = `${repositoryPage(world, repository)}/pull/${issue.number}`;
  const reviewers = pull.requestedReviewers.map((login) => loginView(world, login));
  const urls = {
    comments_url: `${issueUrl}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    commits_url: `${url}/commits`,
    statuses_url: `${api}/statuses/${pull.headSha}`
  };
  return {
    url,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    ...urls,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: loginView(world, issue.author),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: issue.assignees[0] === void 0 ? null : loginView(world, issue.assignees[0]),
    assignees: issue.assignees.map((login) => loginView(world, login)),
    requested_reviewers: reviewers,
    requested_teams: [],
    labels: labelViews(world, repository, issue),
    milestone: null,
    draft: pull.draft,
    head: sideView(world, actor, pull.headRepository, pull.head, pull.headSha),
    base: sideView(world, actor, issue.repository, pull.base, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl },
      comments: { href: urls.comments_url },
      review_comments: { href: urls.review_comments_url },
      review_comment: { href: urls.review_comment_url },
      commits: { href: urls.commits_url },
      statuses: { href: urls.statuses_url }
    },
    author_association: association(world, repository, issue.author),
    auto_merge: null,
    active_lock_reason: null
  };
}
function sideView(world, actor, id, ref, sha) {
  const repository = repositoryById(world, id);
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: loginView(world, repository.owner),
    repo: repositoryView(world, actor, repository)
  };
}
async function fullPullView(world, actor, issue) {
  const { pull } = issue;
  const git = world.git(repositoryById(world, issue.repository));
  const clean = await mergeability(world, issue);
  const from = await mergeBase(git, pull.baseSha, pull.headSha) ?? pull.baseSha;
  const files = await changedFiles(git, from, pull.headSha);
  return {
    ...pullView(world, actor, issue),
    merged: pull.mergedAt !== null,
    mergeable: clean,
    rebaseable: clean,
    mergeable_state: stateOf(clean, pull.draft),
    merged_by: pull.mergedBy === null ? null : loginView(world, pull.mergedBy),
    comments: world.store.by("comments", "issue", `${issue.repository}/${issue.number}`).length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: await countCommits(git, from, pull.headSha),
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length
  };
}
function stateOf(clean, draft) {
  if (clean === null) return "unknown";
  if (!clean) return "dirty";
  return draft ? "draft" : "clean";
}

// src/sandbox/rest/pulls.ts
var pulls = {
  "pulls/list": (call) => {
    const { world, actor, query } = call;
    const repository = repositoryIn(call);
    mustRead(world, actor, repository, "pull_requests");
    const [state, base, head] = [query.get("state") ?? "open", query.get("base"), query.get("head")];
    const rows = world.store.by("issues", "repository", repository.id).filter(isPull).filter(({ state: is }) => state === "all" || is === state).filter(({ pull }) => base === null || base === "" || pull.base === base).filter(
      (issue) => head === null || !head.includes(":") || headOf(call, issue) === head.replace(/^[^:]*/, lower)
    );
    return list(sortedIssues(rows, query), (issue) => pullView(world, actor, issue));
  },
  "pulls/get": async (call) => ({ body: await fullPullView(call.world, call.actor, readable4(call)) }),
  "pulls/create": async (call) => {
    const { world, actor, body } = call;
    const wish = { ...wishIn(body), head: text(body, "head"), draft: flag(body, "draft") };
    const issue = await createPull(world, actor, repositoryIn(call), wish);
    return { status: 201, body: await fullPullView(world, actor, issue) };
  },
  "pulls/update": async (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    const number = numberIn(call, "pull_number");
    await updatePull(world, actor, repository, number, wishIn(body));
    if (body["state"] === "closed") closePull(world, actor, repository, number);
    if (body["state"] === "open") await reopenPull(world, actor, repository, number);
    return { body: await fullPullView(world, actor, pullOf(world, repository, number)) };
  },
  "pulls/merge": async (call) => {
    const { world, actor, body } = call;
    const { sha } = await mergePull(world, actor, repositoryIn(call), numberIn(call, "pull_number"), {
      method: text(body, "merge_method"),
      sha: text(body, "sha"),
      title: text(body, "commit_title"),
      message: text(body, "commit_message")
    });
    return { body: { sha, merged: true, message: "Pull Request successfully merged" } };
  },
  "pulls/list-commits": async (call) => {
    const { world } = call;
    const { repository, git, from, pull } = await rangeIn(call);
    const commits2 = await log(git, ["--reverse", `${from}..${pull.headSha}`]);
    return list(commits2, (commit2) => commitView(world, repository, commit2));
  },
  "pulls/list-files": async (call) => {
    const { repository, git, from, pull } = await rangeIn(call);
    const files = await changedFiles(git, from, pull.headSha);
    const views = await Promise.all(
      files.map(
        async (file) => fileView(
          call.world,
          repository,
          pull.headSha,
          file,
          await patchOf(git, from, pull.headSha, file.path)
        )
      )
    );
    return list(views, (view) => view);
  },
  "pulls/list-requested-reviewers": (call) => {
    const { pull } = readable4(call);
    return {
      body: { users: pull.requestedReviewers.map((login) => loginView(call.world, login)), teams: [] }
    };
  },
  "pulls/request-reviewers": (call) => {
    const issue = writable(call);
    const after = requestReviewers(call.world, call.actor, issue, loginsIn(call.body));
    return { status: 201, body: pullView(call.world, call.actor, after) };
  },
  "pulls/remove-requested-reviewers": (call) => {
    const issue = writable(call);
    return {
      body: pullView(
        call.world,
        call.actor,
        withdrawReviewers(call.world, call.actor, issue, loginsIn(call.body))
      )
    };
  },
  "repos/list-pull-requests-associated-with-commit": async (call) => {
    const { world, actor } = call;
    const repository = repositoryIn(call);
    mustRead(world, actor, repository, "pull_requests");
    const git = world.git(repository);
    const sha = await resolveCommit(git, call.path["commit_sha"] ?? "");
    if (sha === null) throw new GitHubError(422, `No commit found for SHA: ${call.path["commit_sha"] ?? ""}`);
    const found = [];
    for (const issue of world.store.by("issues", "repository", repository.id).filter(isPull)) {
      const { pull } = issue;
      const brought = await isAncestor(git, sha, pull.headSha) && !await isAncestor(git, sha, pull.baseSha);
      if (brought || pull.mergeCommitSha === sha) found.push(issue);
    }
    return list(found, (issue) => pullView(world, actor, issue));
  }
};
var lower = (owner) => owner.toLowerCase();
function headOf({ world }, { pull }) {
  const owner = world.store.get("repositories", pull.headRepository)?.owner ?? "";
  return `${owner.toLowerCase()}:${pull.head}`;
}
var wishIn = (body) => ({
  title: text(body, "title"),
  body: textOrNull(body, "body"),
  base: text(body, "base"),
  maintainerCanModify: flag(body, "maintainer_can_modify")
});
var loginsIn = (body) => body["reviewers"] ?? [];
function readable4(call) {
  const repository = repositoryIn(call);
  const issue = pullOf(call.world, repository, numberIn(call, "pull_number"));
  mustRead(call.world, call.actor, repository, "pull_requests", "contents");
  return issue;
}
function writable(call) {
  const repository = repositoryIn(call);
  const issue = pullOf(call.world, repository, numberIn(call, "pull_number"));
  mustTriage(call.world, call.actor, repository, "pull_requests");
  return issue;
}
async function rangeIn(call) {
  const { pull } = readable4(call);
  const repository = repositoryIn(call);
  const git = call.world.git(repository);
  return { repository, git, pull, from: await mergeBase(git, pull.baseSha, pull.headSha) ?? pull.baseSha };
}

// src/sandbox/git/tags.ts
var epoch = (date) => Math.floor(Date.parse(date) / 1e3);
async function writeTag(git, tag) {
  const { name, email, date } = tag.tagger;
  const head = `object ${tag.object}
type ${tag.type}
tag ${tag.tag}
tagger ${name} <${email}> ${epoch(date)} +0000`;
  const answer2 = await ask(git, ["mktag"], { input: `${head}

${tag.message}
` });
  return answer2.status === 0 ? answer2.out.toString().trim() : null;
}
async function readTag(git, sha) {
  if (await objectType(git, sha) !== "tag") return null;
  const text2 = await run(git, ["cat-file", "tag", sha]);
  const end = text2.indexOf("\n\n");
  const field = (name2) => new RegExp(`^${name2} (.*)$`, "m").exec(text2.slice(0, end))?.[1] ?? "";
  const [, name = "", email = "", seconds = "0"] = /^(.*) <(.*)> (\d+)/.exec(field("tagger")) ?? [];
  const date = new Date(Number(seconds) * 1e3).toISOString().replace(".000Z", "Z");
  return {
    sha,
    tag: field("tag"),
    message: text2.slice(end + 2),
    object: field("object"),
    type: field("type"),
    tagger: { name, email, date }
  };
}

// src/sandbox/rest/refs.ts
var refs = {
  "git/get-ref": async (call) => {
    const repository = readable5(call);
    const ref = await findRef(call.world.git(repository), fullName(call));
    if (!ref) throw notFound();
    return { body: refView(call.world, repository, ref) };
  },
  "git/list-matching-refs": async (call) => {
    const repository = readable5(call);
    const found = await listRefs(call.world.git(repository), fullName(call));
    return list(found, (ref) => refView(call.world, repository, ref));
  },
  "git/create-ref": async (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    const ref = await createRef(world, actor, repository, text(body, "ref") ?? "", text(body, "sha") ?? "");
    return { status: 201, body: refView(world, repository, ref) };
  },
  "git/update-ref": async (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    const force = flag(body, "force") ?? false;
    const ref = await updateRef(world, actor, repository, fullName(call), text(body, "sha") ?? "", force);
    return { body: refView(world, repository, ref) };
  },
  "git/delete-ref": async (call) => {
    await deleteRef(call.world, call.actor, repositoryIn(call), fullName(call));
    return { status: 204 };
  },
  "git/create-tag": async (call) => {
    const { world, actor, body } = call;
    const repository = repositoryIn(call);
    mustWrite(world, actor, repository, "contents");
    const git = world.git(repository);
    const object = text(body, "object") ?? "";
    const type = await objectType(git, object);
    if (type === null || type !== text(body, "type")) throw new GitHubError(422, "Object does not exist");
    const tagger = { ...signatureOf(world, actor.user.login), ...body["tagger"] };
    const name = text(body, "tag") ?? "";
    const sha = await writeTag(git, { object, type, tag: name, message: text(body, "message") ?? "", tagger });
    if (sha === null) throw new GitHubError(422, "Tag name is not valid");
    const tag = await readTag(git, sha);
    if (!tag) throw notFound();
    return { status: 201, body: tagView(world, repository, tag) };
  },
  "git/get-tag": async (call) => {
    const repository = readable5(call);
    const tag = await readTag(call.world.git(repository), call.path["tag_sha"] ?? "");
    if (!tag) throw notFound();
    return { body: tagView(call.world, repository, tag) };
  }
};
var fullName = ({ path }) => `refs/${path["ref"] ?? ""}`;
function readable5(call) {
  const repository = repositoryIn(call);
  mustRead(call.world, call.actor, repository, "contents");
  return repository;
}

// src/sandbox/rest/views/content.ts
function contentView(world, repository, ref, entry) {
  const api = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const folder = entry.type === "tree";
  const git = `${api}/git/${folder ? "trees" : "blobs"}/${entry.sha}`;
  const html = `${page}/${folder ? "tree" : "blob"}/${ref}/${path}`;
  return {
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size,
    url,
    html_url: html,
    git_url: git,
    download_url: folder ? null : `${page}/raw/${ref}/${path}`,
    type: folder ? "dir" : entry.type === "commit" ? "submodule" : "file",
    _links: { self: url, git, html }
  };
}
var shortProtectionView = (protection) => ({
  enabled: protection !== null,
  required_status_checks: { enforcement_level: "off", contexts: [], checks: [] }
});
function branchProtectionView(api, protection) {
  const url = `${api}/branches/${encodeURIComponent(protection.branch)}/protection`;
  return {
    url,
    ...protection.pullRequestRequired && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: false,
        require_code_owner_reviews: false,
        require_last_push_approval: false,
        required_approving_review_count: protection.approvals
      }
    },
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false }
  };
}

// src/sandbox/rest/repositories.ts
var repositories = {
  "repos/get": (call) => {
    const repository = repositoryIn(call);
    mustRead(call.world, call.actor, repository);
    return { body: fullRepositoryView(call.world, call.actor, repository) };
  },
  "repos/list-branches": async (call) => {
    const { world, query } = call;
    const repository = readable6(call);
    const isProtected = query.get("protected");
    const heads = await listRefs(world.git(repository), "refs/heads/");
    const branches = heads.map(({ name, sha }) => ({ name: name.slice("refs/heads/".length), sha })).filter(
      ({ name }) => isProtected === null || protectionOf(world, repository, name) !== null === (isProtected === "true")
    );
    return list(branches, ({ name, sha }) => ({
      name,
      commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
      protected: protectionOf(world, repository, name) !== null
    }));
  },
  "repos/get-branch": async (call) => {
    const { world, path } = call;
    const repository = readable6(call);
    const name = path["branch"] ?? "";
    const sha = await branchHead(world.git(repository), name);
    const commit2 = sha === null ? null : await readCommit(world.git(repository), sha);
    if (!commit2) throw notFound("Branch not found");
    const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`;
    return {
      body: {
        name,
        commit: commitView(world, repository, commit2),
        _links: { self: url, html: `${repositoryPage(world, repository)}/tree/${name}` },
        protected: protectionOf(world, repository, name) !== null,
        protection: shortProtectionView(protectionOf(world, repository, name)),
        protection_url: `${url}/protection`
      }
    };
  },
  "repos/get-branch-protection": async (call) => {
    const { world, actor, path } = call;
    const repository = repositoryIn(call);
    mustAdmin(world, actor, repository);
    const name = path["branch"] ?? "";
    if (await branchHead(world.git(repository), name) === null) throw notFound("Branch not found");
    const protection = protectionOf(world, repository, name);
    if (!protection) throw notFound("Branch not protected");
    return { body: branchProtectionView(repositoryUrl(world, repository), protection) };
  },
  "repos/get-content": async (call) => {
    const { world, path, query, accept } = call;
    const repository = readable6(call);
    const git = world.git(repository);
    const ref = query.get("ref") ?? repository.defaultBranch;
    const commit2 = await resolveCommit(git, ref);
    if (commit2 === null) throw notFound(`No commit found for the ref ${ref}`);
    const found = await readPath(git, commit2, path["path"] ?? "");
    if (!found) throw notFound();
    const view = (entry) => contentView(world, repository, ref, entry);
    if (!("content" in found)) return { body: found.map(view) };
    if (accept.includes("raw"))
      return { body: found.content, type: "application/vnd.github.raw+json; charset=utf-8" };
    const content = found.content.toString("base64").replace(/.{60}/g, "$&\n");
    return { body: { ...view(found.file), content: `${content}
`, encoding: "base64" } };
  }
};
function readable6(call) {
  const repository = repositoryIn(call);
  mustRead(call.world, call.actor, repository, "contents");
  return repository;
}

// src/sandbox/rest/users.ts
var users = {
  "users/get-authenticated": ({ world, actor }) => ({ body: privateUserView(world, actor.user) }),
  "users/get-by-username": ({ world, path }) => {
    const user = world.store.get("users", (path["username"] ?? "").toLowerCase());
    if (!user) throw notFound();
    return { body: publicUserView(world, user) };
  },
  "repos/list-for-org": ({ world, actor, path, query }) => {
    const organization2 = world.store.get("users", (path["org"] ?? "").toLowerCase());
    if (organization2?.type !== "Organization") throw notFound();
    const repositories2 = world.store.by("repositories", "owner", organization2.login.toLowerCase()).filter((repository) => roleOf(world, actor, repository) !== null);
    const order = orders[query.get("sort") ?? "created"] ?? orders["created"];
    const ascending = (query.get("direction") ?? (query.get("sort") === "full_name" ? "asc" : "desc")) === "asc";
    const sorted = repositories2.toSorted((one, other) => {
      const [a, b] = ascending ? [one, other] : [other, one];
      return order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.id - b.id;
    });
    return list(sorted, (repository) => repositoryView(world, actor, repository));
  }
};
var orders = {
  created: ({ createdAt }) => createdAt,
  updated: ({ updatedAt }) => updatedAt,
  pushed: ({ pushedAt }) => pushedAt,
  full_name: ({ name }) => name.toLowerCase()
};

// src/sandbox/rest/operations.ts
var operations = {
  ...users,
  ...repositories,
  ...labels2,
  ...issues,
  ...pulls,
  ...refs,
  ...commits
};

// src/sandbox/server/authenticate.ts
function identityOf(store, request) {
  const header = request.headers.authorization;
  if (header === void 0 || header === "") return "nobody";
  const [, scheme = "", credentials = ""] = /^(\S+)\s+(.*)$/.exec(header) ?? [];
  for (const secret of secretsOf(scheme.toLowerCase(), credentials)) {
    const token = store.get("tokens", secret);
    const user = token && store.get("users", token.login.toLowerCase());
    if (token && user) return { user, token };
  }
  return "unknown";
}
function secretsOf(scheme, credentials) {
  if (scheme === "token" || scheme === "bearer") return [credentials.trim()];
  if (scheme !== "basic") return [];
  const pair = Buffer.from(credentials, "base64").toString();
  const colon = pair.indexOf(":");
  return colon < 0 ? [pair] : [pair.slice(colon + 1), pair.slice(0, colon)];
}
var asActor = (identity) => typeof identity === "string" ? null : identity;
function askedBy(identity) {
  const actor = asActor(identity);
  if (!actor) return { login: null, token: "none" };
  return { login: actor.user.login, token: actor.token.kind === "workflow" ? "workflow" : "user" };
}

// src/sandbox/server/headers.ts
function apiHeaders(identity, requestId, resource, quota, version) {
  const actor = asActor(identity);
  return {
    "content-type": "application/json; charset=utf-8",
    "cache-control": actor ? "private, max-age=60, s-maxage=60" : "public, max-age=60, s-maxage=60",
    vary: "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With",
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": version,
    "x-github-request-id": requestId,
    "x-ratelimit-limit": String(quota.limit),
    "x-ratelimit-remaining": String(quota.remaining),
    "x-ratelimit-used": String(quota.used),
    "x-ratelimit-reset": String(quota.reset),
    "x-ratelimit-resource": resource,
    ...actor?.token.kind === "classic" && { "x-oauth-scopes": "read:org, repo, workflow" }
  };
}
function linkHeader(url, page, last) {
  const link = (to, relation) => {
    const target = new URL(url);
    target.searchParams.set("page", String(to));
    return `<${target.href}>; rel="${relation}"`;
  };
  const links = [
    ...page > 1 ? [link(page - 1, "prev")] : [],
    ...page < last ? [link(page + 1, "next"), link(last, "last")] : [],
    ...page > 1 ? [link(1, "first")] : []
  ];
  return links.length > 0 ? links.join(", ") : void 0;
}

// src/sandbox/server/api.ts
async function answerRest(parts, exchange, route, raw) {
  const { identity, method, path } = exchange;
  if (identity === "unknown") throw badCredentials();
  if (path === "/" || path === "") return { status: 200, headers: {}, body: directory(exchange) };
  if (!route) throw new GitHubError(501, `not in the sandbox: ${method} ${path}`);
  if (route.operation === "rate-limit/get") return { status: 200, headers: {}, body: limits(parts, exchange) };
  const operation = operations[route.operation];
  const actor = asActor(identity);
  if (!actor) throw route.path["owner"] === void 0 ? requiresAuthentication() : notFound();
  if (!operation) throw new GitHubError(501, `not in the sandbox: ${route.operation}`);
  const body = bodyOf(raw);
  const problems = await parts.checks.request(route.operation, body);
  if (problems.length > 0) throw invalidRequest(problems.join("\n"));
  const answer2 = await operation({
    world: { ...parts.world, urls: exchange.urls },
    actor,
    path: route.path,
    query: exchange.url.searchParams,
    body,
    accept: exchange.request.headers.accept ?? ""
  });
  return withEtag(exchange, replyOf(exchange, answer2));
}
function bodyOf(raw) {
  if (raw.length === 0) return {};
  const body = parseJson(raw);
  if (Array.isArray(body)) return { labels: body };
  if (typeof body !== "object" || body === null) throw new GitHubError(400, "Body should be a JSON object");
  return body;
}
function parseJson(raw) {
  try {
    return JSON.parse(raw.toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new GitHubError(400, "Problems parsing JSON");
    throw error;
  }
}
function replyOf({ url }, answer2) {
  if (!("list" in answer2)) {
    const { status = 200, body, type } = { body: void 0, type: void 0, ...answer2 };
    return { status, headers: {}, body, ...type !== void 0 && { type } };
  }
  const size = Math.min(100, Math.max(1, Number(url.searchParams.get("per_page")) || 30));
  const page = Math.max(1, Math.floor(Number(url.searchParams.get("page"))) || 1);
  const last = Math.max(1, Math.ceil(answer2.list.length / size));
  const link = linkHeader(url, page, last);
  const items = answer2.list.slice((page - 1) * size, page * size);
  return { status: 200, headers: link === void 0 ? {} : { link }, body: items.map((render) => render()) };
}
function withEtag({ method, request }, reply) {
  if (reply.status !== 200 || method !== "GET" && method !== "HEAD") return reply;
  const bytes = Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body);
  const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
  const known = (request.headers["if-none-match"] ?? "").split(/,\s*/);
  if (known.includes(etag) || known.includes(etag.slice(2)))
    return { status: 304, headers: { ...reply.headers, etag } };
  return { ...reply, headers: { ...reply.headers, etag } };
}
var directory = ({ urls: { api } }) => ({
  current_user_url: `${api}/user`,
  rate_limit_url: `${api}/rate_limit`,
  repository_url: `${api}/repos/{owner}/{repo}`,
  organization_repositories_url: `${api}/orgs/{org}/repos{?type,page,per_page,sort}`,
  user_url: `${api}/users/{user}`
});
function limits({ quotas }, { identity }) {
  const core = quotas.of(asActor(identity));
  const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return { resources: { core, graphql: core, search }, rate: core };
}

// src/sandbox/server/control.ts
var json = { "content-type": "application/json; charset=utf-8" };
var ok = (body) => ({ status: 200, headers: json, body });
var done = { status: 204, headers: {} };
function answerControl(controls, { method, path }, raw) {
  const { requests, faults, checks } = controls;
  const table = {
    "GET /_sandbox/requests": () => ok(requests.all()),
    "DELETE /_sandbox/requests": () => (requests.clear(), done),
    "GET /_sandbox/faults": () => ok(faults.all()),
    "DELETE /_sandbox/faults": () => (faults.clear(), done),
    "POST /_sandbox/faults": () => {
      const fault = faultFrom(parseJson(raw));
      if (typeof fault === "string") throw new GitHubError(422, fault);
      faults.set(fault);
      return { ...ok(fault), status: 201 };
    },
    "GET /_sandbox/deviations": () => ok(checks.deviations()),
    "GET /_sandbox/status": () => ok(controls.status()),
    // Nothing runs yet that one could wait for.
    "GET /_sandbox/idle": () => ok({ idle: true })
  };
  const answer2 = table[`${method} ${path}`];
  if (!answer2) throw notFound();
  return answer2();
}

// src/sandbox/server/exchange.ts
async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
function bytesOf({ body }) {
  if (body === void 0) return Buffer.alloc(0);
  return Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
}

// src/sandbox/git/backend.ts
import { spawn } from "node:child_process";
function httpBackend(request, response, call) {
  return new Promise((settle, fail) => {
    const child = spawn("git", ["http-backend"], {
      env: environmentOf(request, call),
      stdio: ["pipe", "pipe", "ignore"]
    });
    let head = Buffer.alloc(0);
    let status = 0;
    request.pipe(child.stdin);
    child.stdin.on("error", () => void 0);
    response.on("close", () => child.kill());
    child.stdout.on("data", (chunk) => {
      if (status > 0) return forward(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      status = writeHead(response, head.subarray(0, end).toString());
      if (head.length > end + 4) forward(head.subarray(end + 4));
    });
    const forward = (chunk) => {
      if (response.write(chunk)) return;
      child.stdout.pause();
      response.once("drain", () => child.stdout.resume());
    };
    child.on("error", fail);
    child.on("close", () => {
      if (status === 0) response.writeHead(status = 500);
      settle({ status, finish: () => response.end() });
    });
  });
}
function writeHead(response, head) {
  let status = 200;
  for (const line of head.split("\r\n")) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === "status") status = parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
  return status;
}
function environmentOf(request, call) {
  const { headers } = request;
  return {
    ...isolated,
    GIT_PROJECT_ROOT: call.directory,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: call.pathInfo,
    QUERY_STRING: call.query,
    REQUEST_METHOD: request.method ?? "GET",
    CONTENT_TYPE: headers["content-type"] ?? "",
    // A big push comes in chunks, without a length; then git reads to the end.
    ...headers["content-length"] !== void 0 && { CONTENT_LENGTH: headers["content-length"] },
    HTTP_CONTENT_ENCODING: String(headers["content-encoding"] ?? ""),
    GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    REMOTE_USER: call.user,
    REMOTE_ADDR: "127.0.0.1",
    REL_SANDBOX_NODE: process.execPath
  };
}

// src/sandbox/server/git.ts
function gitCall(path, query) {
  const [, owner, name, rest] = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(path) ?? [];
  if (owner === void 0 || name === void 0 || rest === void 0) return null;
  const service = rest === "/info/refs" ? query.get("service") : rest.slice(1);
  return { owner, name, rest, write: service === "git-receive-pack" };
}
function refusalOf(world, identity, repository, call) {
  if (identity === "unknown") return { status: 401, text: "Invalid username or password." };
  const actor = asActor(identity);
  if (!actor) return { status: 401, text: "Repository not found." };
  const role = repository ? roleOf(world, actor, repository) : null;
  if (!repository || role === null) return { status: 404, text: "Repository not found." };
  const permitted = permits(actor, ["contents"], call.write ? "write" : "read");
  if (call.write && repository.archived)
    return { status: 403, text: "This repository was archived so it is read-only." };
  if (permitted && (!call.write || atLeast(role, "write"))) return null;
  const login = isWorkflow(actor) ? "github-actions[bot]" : actor.user.login;
  return { status: 403, text: `Permission to ${repository.owner}/${repository.name}.git denied to ${login}.` };
}
async function answerGit(world, request, response, call, identity, query) {
  const repository = world.store.one("repositories", "name", `${call.owner}/${call.name}`.toLowerCase());
  const refusal = refusalOf(world, identity, repository, call);
  if (refusal || !repository)
    return refuse(request, response, refusal ?? { status: 404, text: "Repository not found." });
  const actor = asActor(identity);
  const { directory: directory3 } = world.git(repository);
  const serve = () => httpBackend(request, response, { directory: directory3, pathInfo: call.rest, query, user: actor.user.login });
  const pushes = call.rest === "/git-receive-pack";
  const { status, finish } = pushes ? await writingRefs(world, actor, repository, serve) : await serve();
  finish();
  return status;
}
function refuse(request, response, { status, text: text2 }) {
  request.resume();
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    ...status === 401 && { "www-authenticate": 'Basic realm="GitHub"' }
  });
  response.end(`${text2}
`);
  return status;
}

// src/sandbox/server/graphql.ts
function graphqlRequest(raw) {
  const body = raw.length === 0 ? null : parseJson(raw);
  if (typeof body !== "object" || body === null || !("query" in body) || typeof body.query !== "string")
    return null;
  const variables = "variables" in body && typeof body.variables === "object" ? body.variables : null;
  const name = "operationName" in body && typeof body.operationName === "string" ? body.operationName : null;
  return { query: body.query, variables: variables ?? {}, operationName: name };
}
function operationIn({ query, operationName }) {
  const named = [...query.matchAll(/\b(query|mutation)\s+(\w+)/g)];
  const [, kind, name] = named.find(([, , each]) => operationName === null || each === operationName) ?? [];
  return {
    operation: operationName ?? name ?? null,
    write: kind === "mutation" || /^\s*mutation\b/.test(query)
  };
}
async function answerGraphqlRequest(world, exchange, asked) {
  const actor = asActor(exchange.identity);
  if (exchange.identity === "unknown") throw badCredentials();
  if (!actor) throw new GitHubError(401, "This endpoint requires you to be authenticated.");
  if (exchange.method !== "POST") throw new GitHubError(404, "Not Found");
  if (!asked) throw new GitHubError(400, "A query attribute must be specified and must be a string.");
  const { answerGraphql } = await import("./graphql-BRS3Q3OT.js");
  const { status, body } = await answerGraphql({ ...world, urls: exchange.urls }, actor, asked);
  return { status, headers: {}, body };
}

// src/sandbox/server/send.ts
import { setTimeout as sleep } from "node:timers/promises";
function replyTo(error) {
  if (!(error instanceof GitHubError)) {
    const message2 = error instanceof Error ? error.stack ?? error.message : String(error);
    process.stderr.write(`${message2}
`);
    return { status: 500, headers: {}, body: { message: "Server Error" } };
  }
  const { status, message, errors, documentation, headers } = error;
  const body = {
    message,
    ...errors && { errors },
    documentation_url: documentation,
    status: String(status)
  };
  return { status, headers, body };
}
async function send({ request, response, method }, reply, headers, fault) {
  if (fault?.holdMs !== void 0) await sleep(fault.holdMs);
  if (fault?.drop === "after") return void request.socket.destroy();
  const bytes = bytesOf(reply);
  const bodiless = reply.status === 204 || reply.status === 304;
  response.writeHead(reply.status, {
    ...headers,
    ...reply.headers,
    ...reply.type !== void 0 && { "content-type": reply.type },
    ...!bodiless && { "content-length": String(bytes.length) }
  });
  if (method === "HEAD" || bodiless) return void response.end();
  if (fault?.truncate === void 0 || fault.truncate === false) return void response.end(bytes);
  const kept = fault.truncate === true ? Math.floor(bytes.length / 2) : fault.truncate;
  response.write(bytes.subarray(0, kept), () => request.socket.destroy());
}

// src/sandbox/server/handle.ts
async function handle(parts, request, response) {
  const address = addressOf(request);
  if (!address) return refuseHost(request, response);
  response.sendDate = false;
  response.setHeader("date", new Date(parts.clock()).toUTCString());
  const exchange = {
    ...address,
    request,
    response,
    method: request.method ?? "GET",
    identity: identityOf(parts.world.store, request),
    requestId: randomBytes2(16).toString("hex").toUpperCase()
  };
  const git = gitCall(exchange.path, exchange.url.searchParams);
  if (git) return handleGit(parts, exchange, git);
  const raw = await readBody(request);
  if (exchange.path.startsWith("/_sandbox/")) return handleControl(parts, exchange, raw);
  return handleApi(parts, exchange, raw);
}
function refuseHost(request, response) {
  request.resume();
  response.writeHead(403, { "content-type": "text/plain; charset=utf-8" });
  response.end("The sandbox answers for this machine only.\n");
}
async function handleControl(parts, exchange, raw) {
  let reply;
  try {
    reply = answerControl(parts, exchange, raw);
  } catch (error) {
    reply = replyTo(error);
  }
  await send(exchange, reply, { "content-type": "application/json; charset=utf-8" }, null);
}
async function handleApi(parts, exchange, raw) {
  const { method, path, identity } = exchange;
  const graphql = path === "/graphql" ? readGraphql(raw) : null;
  const route = parts.router(method === "HEAD" ? "GET" : method, path);
  const asked = graphql?.request ? operationIn(graphql.request) : {
    operation: route?.operation ?? null,
    write: !["GET", "HEAD", "POST"].includes(method) || method === "POST" && !graphql
  };
  const fault = parts.faults.strike({ kind: "api", method, path, ...asked, ...askedBy(identity) });
  if (fault?.delayMs !== void 0) await sleep2(fault.delayMs);
  if (fault?.drop === "before") {
    record(parts, exchange, "api", asked, 0);
    return void exchange.request.socket.destroy();
  }
  const reply = fault?.status === void 0 ? await answer(parts, exchange, route, graphql, raw) : injected(fault);
  record(parts, exchange, "api", asked, fault?.drop === "after" ? 0 : reply.status);
  if (route && fault === null)
    await parts.checks.response(route.operation, reply.status, checked(exchange, reply));
  const actor = asActor(identity);
  const quota = reply.status === 304 ? parts.quotas.of(actor) : parts.quotas.spend(actor);
  const version = String(exchange.request.headers["x-github-api-version"] ?? "2022-11-28");
  const headers = apiHeaders(identity, exchange.requestId, graphql ? "graphql" : "core", quota, version);
  await send(exchange, reply, headers, fault);
}
var checked = ({ method }, { body, status }) => Buffer.isBuffer(body) || method === "HEAD" || status === 204 ? void 0 : body;
function readGraphql(raw) {
  try {
    return { request: graphqlRequest(raw), problem: null };
  } catch (problem) {
    return { request: null, problem };
  }
}
async function answer(parts, exchange, route, graphql, raw) {
  try {
    const actor = asActor(exchange.identity);
    if (parts.quotas.of(actor).remaining === 0) throw limitExceeded(actor?.user.id);
    if (graphql?.problem) throw graphql.problem;
    if (graphql) return await answerGraphqlRequest(parts.world, exchange, graphql.request);
    return await answerRest(parts, exchange, route, raw);
  } catch (error) {
    return replyTo(error);
  }
}
var limitExceeded = (user) => new GitHubError(
  403,
  user === void 0 ? "API rate limit exceeded for 127.0.0.1." : `API rate limit exceeded for user ID ${user}.`,
  { documentation: "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api" }
);
var injected = ({ status = 500, headers = {}, body }) => ({
  status,
  headers,
  body: body ?? { message: "Server Error" }
});
async function handleGit(parts, exchange, call) {
  const { request, response, method, path, url, identity } = exchange;
  const asked = { operation: null, write: call.rest === "/git-receive-pack" };
  const fault = parts.faults.strike({ kind: "git", method, path, operation: null, ...askedBy(identity) });
  if (fault?.delayMs !== void 0) await sleep2(fault.delayMs);
  if (fault?.drop === "before") {
    record(parts, exchange, "git", asked, 0);
    return void request.socket.destroy();
  }
  if (fault?.status !== void 0) {
    request.resume();
    record(parts, exchange, "git", asked, fault.status);
    return send(exchange, injected(fault), {}, fault);
  }
  const status = await answerGit(parts.world, request, response, call, identity, url.search.slice(1));
  record(parts, exchange, "git", asked, status);
}
function record(parts, exchange, kind, asked, status) {
  const { method, path, identity } = exchange;
  parts.requests.add({ at: parts.world.now(), kind, method, path, status, ...asked, ...askedBy(identity) });
}

// src/sandbox/server/quota.ts
var limitOf = (actor) => actor === null ? 60 : actor.token.kind === "workflow" ? 1e3 : 5e3;
function createQuotaBook(clock) {
  const pages = /* @__PURE__ */ new Map();
  const page = (actor) => {
    const name = actor === null ? "" : actor.token.kind === "workflow" ? actor.token.secret : actor.user.login;
    const seconds = Math.floor(clock() / 1e3);
    const known = pages.get(name);
    const current = known && known.reset > seconds ? known : { used: 0, reset: seconds + 3600 };
    pages.set(name, current);
    return current;
  };
  const quotaOf = (actor) => {
    const { used, reset } = page(actor);
    const limit = limitOf(actor);
    return { limit, used: Math.min(used, limit), remaining: Math.max(0, limit - used), reset };
  };
  return {
    of: quotaOf,
    spend(actor) {
      page(actor).used += 1;
      return quotaOf(actor);
    }
  };
}

// src/sandbox/server/requests.ts
function createRequestList() {
  let records = [];
  return {
    add: (record2) => void records.push(record2),
    all: () => records,
    clear: () => void (records = [])
  };
}

// src/sandbox/server/strict.ts
function createChecks(contract, strict) {
  const deviations = [];
  let loading = null;
  const checker = () => loading ??= import("./check-T2HU7JA4.js").then(({ createChecker }) => createChecker(contract));
  return {
    request: async (operation, body) => contract.ops[operation]?.body ? (await checker()).request(operation, body) : [],
    async response(operation, status, body) {
      if (!strict || status === 501 || status === 304) return;
      const problems = (await checker()).response(operation, status, body);
      if (problems.length > 0) deviations.push({ operation, status, problems });
    },
    deviations: () => deviations
  };
}

// src/sandbox/server/server.ts
function createSandboxServer(world, { strict, clock, status }) {
  const contract = readContract();
  const parts = {
    world,
    clock,
    status,
    router: createRouter(contract),
    checks: createChecks(contract, strict),
    quotas: createQuotaBook(clock),
    requests: createRequestList(),
    faults: createFaultList()
  };
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error) => {
      if (!response.destroyed)
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}
`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 6e4;
  server.requestTimeout = 0;
  return server;
}

// src/sandbox/state/journal.ts
import {
  closeSync,
  existsSync as existsSync3,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync as readFileSync4,
  renameSync,
  rmSync,
  writeSync
} from "node:fs";
function openJournal(path, replay) {
  let lastId = 0;
  const opened = existsSync3(path) ? read(path, (line) => {
    lastId = line.id;
    line.changes.forEach(replay);
  }) : { lines: 0, torn: false };
  let file = openSync(path, "a");
  let length = fstatSync(file).size;
  return {
    opened,
    nextId: () => ++lastId,
    append(changes) {
      const line = Buffer.from(toLine({ id: lastId, changes }));
      try {
        writeAll(file, line);
        length += line.length;
      } catch (error) {
        ftruncateSync(file, length);
        throw error;
      }
    },
    rewrite(changes) {
      const draft = `${path}.new`;
      rmSync(draft, { force: true });
      const next = openSync(draft, "a");
      for (let start = 0; start < changes.length; start += 500)
        writeAll(next, Buffer.from(toLine({ id: lastId, changes: changes.slice(start, start + 500) })));
      renameSync(draft, path);
      closeSync(file);
      file = next;
      length = fstatSync(file).size;
    },
    close: () => closeSync(file)
  };
}
var toLine = (line) => `${JSON.stringify(line)}
`;
function writeAll(file, bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
function read(path, take) {
  const bytes = readFileSync4(path);
  let lines = 0;
  let at = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    take(JSON.parse(bytes.toString("utf8", at, end)));
    lines += 1;
    at = end + 1;
  }
  if (at === bytes.length) return { lines, torn: false };
  const file = openSync(path, "r+");
  ftruncateSync(file, at);
  closeSync(file);
  return { lines, torn: true };
}

// src/sandbox/state/tables.ts
var tables = {
  users: { key: (row) => row.login.toLowerCase(), indexes: { id: (row) => row.id } },
  tokens: { key: (row) => row.secret, indexes: { login: (row) => row.login } },
  repositories: {
    key: (row) => row.id,
    indexes: {
      name: (row) => `${row.owner}/${row.name}`.toLowerCase(),
      owner: (row) => row.owner.toLowerCase(),
      forkOf: (row) => row.forkOf
    }
  },
  collaborators: {
    key: (row) => `${row.repository}/${row.login.toLowerCase()}`,
    indexes: { repository: (row) => row.repository }
  },
  labels: {
    key: (row) => row.id,
    indexes: {
      repository: (row) => row.repository,
      name: (row) => `${row.repository}/${row.name.toLowerCase()}`
    }
  },
  issues: {
    key: (row) => `${row.repository}/${row.number}`,
    indexes: {
      id: (row) => row.id,
      pull: (row) => row.pull?.id ?? null,
      repository: (row) => row.repository,
      open: (row) => row.state === "open" ? row.repository : null,
      head: (row) => row.pull ? `${row.pull.headRepository}:${row.pull.head}` : null
    }
  },
  comments: {
    key: (row) => row.id,
    indexes: { issue: (row) => `${row.repository}/${row.number}` }
  },
  timeline: {
    key: (row) => row.id,
    indexes: { issue: (row) => `${row.repository}/${row.number}` }
  },
  events: { key: (row) => row.id, indexes: { repository: (row) => row.repository } },
  refs: {
    key: (row) => `${row.repository}/${row.name}`,
    indexes: { repository: (row) => row.repository }
  },
  refWriters: { key: (row) => row.repository, indexes: {} },
  protections: {
    key: (row) => `${row.repository}/${row.branch}`,
    indexes: { repository: (row) => row.repository }
  }
};

// src/sandbox/state/store.ts
function openStore(path) {
  const shelves = Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, emptyShelf(Object.keys(table.indexes))])
  );
  const journal = openJournal(path, ([table, key, row]) => place(shelves[table], table, key, row));
  return {
    /** What the journal told when it was opened: how many lines, and whether a torn last one was dropped. */
    opened: journal.opened,
    /** A number that no row had before, also after a restart. */
    nextId: () => journal.nextId(),
    get: (table, key) => shelves[table].rows.get(key) ?? null,
    /** All rows, oldest first. */
    all: (table) => [...shelves[table].rows.values()],
    size: (table) => shelves[table].rows.size,
    /** The rows that an index has under a value, oldest first. */
    by: (table, index, value) => [...shelves[table].indexes[index]?.get(value)?.values() ?? []],
    /** The first of them. */
    one: (table, index, value) => shelves[table].indexes[index]?.get(value)?.values().next().value ?? null,
    transaction(work) {
      const done2 = [];
      const undo = [];
      const change = (table, key, row) => {
        undo.unshift([table, key, shelves[table].rows.get(key) ?? null]);
        done2.push([table, key, row]);
        place(shelves[table], table, key, row);
      };
      try {
        const result = work({
          put: (table, row) => (change(table, keyOf(table, row), row), row),
          remove: (table, row) => change(table, keyOf(table, row), null)
        });
        if (done2.length > 0) journal.append(done2);
        return result;
      } catch (error) {
        for (const [table, key, row] of undo) place(shelves[table], table, key, row);
        throw error;
      }
    },
    /** Rewrites the journal as the rows that exist now. */
    compact: () => journal.rewrite(
      Object.entries(shelves).flatMap(
        ([table, { rows }]) => [...rows].map(([key, row]) => [table, key, row])
      )
    ),
    close: () => journal.close()
  };
}
var emptyShelf = (indexes) => ({
  rows: /* @__PURE__ */ new Map(),
  indexes: Object.fromEntries(indexes.map((name) => [name, /* @__PURE__ */ new Map()]))
});
var keyOf = (table, row) => tables[table].key(row);
function place({ rows, indexes }, table, key, row) {
  const before = rows.get(key);
  for (const [name, valueOf] of Object.entries(tables[table].indexes)) {
    const index = indexes[name];
    const old = before === void 0 ? null : valueOf(before);
    const now = row === null ? null : valueOf(row);
    if (old !== null && old !== now) index.get(old)?.delete(key);
    if (now !== null) index.get(now)?.set(key, row) ?? index.set(now, /* @__PURE__ */ new Map([[key, row]]));
  }
  if (row === null) rows.delete(key);
  else rows.set(key, row);
}

// src/sandbox/status.ts
import { existsSync as existsSync4 } from "node:fs";
var statusOf2 = (world, places, url) => ({
  running: true,
  pid: process.pid,
  url,
  apiUrl: `${url}/api/v3`,
  dir: places.directory,
  users: people.map(({ login, role }) => ({
    login,
    token: world.store.by("tokens", "login", login)[0]?.secret ?? "",
    role
  })),
  repositories: world.store.all("repositories").map((repository) => {
    const clone = cloneOf(places, repository);
    const name = `${repository.owner}/${repository.name}`;
    return { name, url: `${url}/${name}`, clone: existsSync4(clone) ? clone : null };
  })
});

// src/sandbox/world.ts
function createWorld(store, directoryOf, urls, now) {
  const queues = /* @__PURE__ */ new Map();
  return {
    store,
    urls,
    now,
    git: (repository) => ({ directory: directoryOf(repository) }),
    exclusively(repository, work) {
      const turn = (queues.get(repository.id) ?? Promise.resolve()).then(work);
      const over = turn.then(
        () => void 0,
        () => void 0
        // whoever asked for the work is told; the next in the queue need not know
      );
      queues.set(repository.id, over);
      return turn;
    }
  };
}
var wholeSeconds = (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

// src/sandbox/host.ts
async function host({ directory: directory3, port: port2, strict }) {
  const places = placesOf(directory3);
  mkdirSync2(places.repositories, { recursive: true });
  const store = openStore(places.journal);
  const clock = () => Date.now();
  const world = createWorld(
    store,
    ({ id }) => join4(places.repositories, `${id}.git`),
    { html: "", api: "", graphql: "" },
    // each request has its own
    () => wholeSeconds(clock())
  );
  await fill2(world, store, places);
  let url = "";
  const server = createSandboxServer(world, { strict, clock, status: () => statusOf2(world, places, url) });
  url = `http://127.0.0.1:${await listen(server, port2, lastServer(places)?.port ?? 0)}`;
  await prepareClones(world, places, url);
  announce(places, url);
  return {
    status: statusOf2(world, places, url),
    async close() {
      const closed = new Promise((done2) => server.close(done2));
      server.closeAllConnections();
      await closed;
      rmSync2(places.server, { force: true });
      store.close();
    }
  };
}
async function fill2(world, store, places) {
  if (store.opened.torn) process.stderr.write("The last line of the journal was torn; it was dropped.\n");
  if (existsSync5(places.first)) return reconcileRefs(world);
  await createDemo(world);
  const draft = `${places.first}.new`;
  rmSync2(draft, { recursive: true, force: true });
  mkdirSync2(draft);
  cpSync(places.journal, join4(draft, "journal.ndjson"));
  cpSync(places.repositories, join4(draft, "git"), { recursive: true });
  renameSync2(draft, places.first);
}
async function listen(server, port2, last) {
  const on = (wanted) => new Promise((done2, fail) => {
    server.once("error", fail);
    server.listen(wanted, "127.0.0.1", () => {
      server.off("error", fail);
      done2(server.address().port);
    });
  });
  if (port2 > 0 || last === 0) return on(port2);
  return on(last).catch((error) => {
    if (error.code === "EADDRINUSE") return on(0);
    throw error;
  });
}
function announce({ server }, url) {
  const draft = `${server}.new`;
  writeFileSync3(draft, JSON.stringify({ pid: process.pid, port: Number(new URL(url).port), url }));
  renameSync2(draft, server);
}

// src/sandbox/serve.ts
var [directory2 = "", port = "0", mode = "lax"] = process.argv.slice(2);
var tell = (message) => new Promise((done2) => process.send ? process.send(message, () => done2()) : done2());
try {
  const running = await host({ directory: directory2, port: Number(port), strict: mode === "strict" });
  const end = () => {
    running.close().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${String(error)}
`);
        process.exit(1);
      }
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  await tell({ status: running.status });
  if (process.connected) process.disconnect();
} catch (error) {
  const { message, code } = error;
  await tell({ error: { message, code: code ?? null } });
  process.exit(1);
}
