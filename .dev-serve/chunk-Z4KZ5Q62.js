import{createRequire as $r}from"node:module";const require=$r(import.meta.url);

// src/sandbox/errors.ts
var GitHubError = class extends Error {
  constructor(status, message, options = {}) {
    super(message);
    this.status = status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
    this.documentation = options.documentation ?? "https://docs.github.com/rest";
  }
  status;
  errors;
  headers;
  documentation;
};
var notFound = (message = "Not Found") => new GitHubError(404, message);
var validationFailed = (errors) => new GitHubError(422, "Validation Failed", { errors });
var invalidField = (resource, field) => validationFailed([{ resource, code: "invalid", field }]);
var missingField = (resource, field) => validationFailed([{ resource, code: "missing_field", field }]);
var custom = (resource, message) => validationFailed([{ resource, code: "custom", message }]);
var invalidRequest = (problem) => new GitHubError(422, `Invalid request.

${problem}`);
var notAdministrator = () => new GitHubError(403, "Must have admin rights to Repository.");
var archived = () => new GitHubError(403, "Repository was archived so is read-only.");
var badCredentials = () => new GitHubError(401, "Bad credentials");
var requiresAuthentication = () => new GitHubError(401, "Requires authentication");

// src/sandbox/actor.ts
var ladder = ["read", "triage", "write", "maintain", "admin"];
var atLeast = (role, least) => role !== null && ladder.indexOf(role) >= ladder.indexOf(least);
var isWorkflow = ({ token }) => token.kind === "workflow";
function roleOf(world, actor, repository) {
  const stranger = repository.private ? null : "read";
  if (actor.token.repository !== null && actor.token.repository !== repository.id) return stranger;
  if (isWorkflow(actor)) return actor.token.repository === repository.id ? "write" : stranger;
  if (repository.owner.toLowerCase() === actor.user.login.toLowerCase()) return "admin";
  return world.store.get("collaborators", `${repository.id}/${actor.user.login.toLowerCase()}`)?.role ?? stranger;
}
function permits({ token }, anyOf, level) {
  const { permissions } = token;
  if (permissions === null || anyOf.includes("metadata")) return true;
  return anyOf.some((name) => permissions[name] === "write" || permissions[name] === level);
}
function mustPermit(actor, anyOf, level) {
  if (permits(actor, anyOf, level)) return;
  const whose = isWorkflow(actor) ? "integration" : "personal access token";
  throw new GitHubError(403, `Resource not accessible by ${whose}`, {
    headers: { "x-accepted-github-permissions": anyOf.map((name) => `${name}=${level}`).join("; ") }
  });
}
function must(world, actor, repository, least, refusal, anyOf, level) {
  const role = roleOf(world, actor, repository);
  if (role === null) throw notFound();
  mustPermit(actor, anyOf, level);
  if (!atLeast(role, least)) throw refusal();
  if (level === "write" && repository.archived) throw archived();
}
var mustRead = (world, actor, repository, ...anyOf) => must(world, actor, repository, "read", notFound, anyOf.length > 0 ? anyOf : ["metadata"], "read");
var mustParticipate = (world, actor, repository, ...anyOf) => must(world, actor, repository, "read", notFound, anyOf, "write");
var mustTriage = (world, actor, repository, ...anyOf) => must(world, actor, repository, "triage", notAdministrator, anyOf, "write");
var mustWrite = (world, actor, repository, ...anyOf) => must(world, actor, repository, "write", notFound, anyOf, "write");
var mustAdmin = (world, actor, repository, ...anyOf) => must(
  world,
  actor,
  repository,
  "admin",
  notAdministrator,
  anyOf.length > 0 ? anyOf : ["administration"],
  "write"
);

// src/sandbox/rules/access.ts
function repositoryOf(world, actor, owner, name) {
  const repository = world.store.one("repositories", "name", `${owner}/${name}`.toLowerCase());
  if (!repository || roleOf(world, actor, repository) === null) throw notFound();
  return repository;
}
function issueOf(world, repository, number) {
  const issue = world.store.get("issues", `${repository.id}/${number}`);
  if (!issue) throw notFound();
  return issue;
}
function pullOf(world, repository, number) {
  const issue = issueOf(world, repository, number);
  if (!isPull(issue)) throw notFound();
  return issue;
}
var isPull = (issue) => issue.pull !== null;
function repositoryById(world, id) {
  const repository = world.store.get("repositories", id);
  if (!repository) throw new Error(`The journal names repository ${id}, which is not there.`);
  return repository;
}
var ghost = {
  id: 10137,
  login: "ghost",
  type: "User",
  name: "Deleted user",
  createdAt: "2008-05-13T06:14:25Z"
};
var userOf = (world, login) => world.store.get("users", login.toLowerCase()) ?? ghost;
var permissionsOf = (issue) => issue.pull ? ["pull_requests", "issues"] : ["issues", "pull_requests"];

// src/sandbox/git/run.ts
import { spawn } from "node:child_process";
var isolated = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
  LC_ALL: "C",
  TZ: "UTC"
};
var GitFailure = class extends Error {
  constructor(args, answer) {
    super(`git ${args.join(" ")} failed (${answer.status}): ${answer.error.trim()}`);
    this.args = args;
    this.answer = answer;
  }
  args;
  answer;
};
function ask(git, args, options = {}) {
  return new Promise((answer, fail) => {
    const child = spawn("git", ["--git-dir", git.directory, ...args], {
      env: { ...isolated, ...options.environment },
      stdio: ["pipe", "pipe", "pipe"]
    });
    const out = [];
    const error = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => error.push(chunk));
    child.on("error", fail);
    child.on(
      "close",
      (status) => answer({ status: status ?? -1, out: Buffer.concat(out), error: Buffer.concat(error).toString() })
    );
    child.stdin.on("error", () => void 0);
    child.stdin.end(options.input ?? "");
  });
}
async function run(git, args, options = {}) {
  const answer = await ask(git, args, options);
  if (answer.status !== 0) throw new GitFailure(args, answer);
  return answer.out.toString().replace(/\n$/, "");
}

// src/sandbox/git/refs.ts
async function listRefs(git, prefix = "refs/") {
  const out = await run(git, ["for-each-ref", "--format=%(objectname) %(objecttype) %(refname)"]);
  return out.split("\n").filter(Boolean).map((line) => {
    const [sha, type, name] = line.split(" ");
    return { name, sha, type };
  }).filter(({ name }) => name.startsWith(prefix));
}
async function findRef(git, name) {
  if (!await isRefName(name)) return null;
  const out = await run(git, ["for-each-ref", "--format=%(objectname) %(objecttype)", "--", name]);
  if (out === "" || out.includes("\n")) return null;
  const [sha, type] = out.split(" ");
  return await run(git, ["for-each-ref", "--format=%(refname)", "--", name]) === name ? { name, sha, type } : null;
}
var isRefName = (name) => Promise.resolve(refName(name));
var refName = (name) => name.startsWith("refs/") && name.split("/").length > 2 && // eslint-disable-next-line no-control-regex
!/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$/.test(name);
async function resolveCommit(git, revision) {
  const candidates = /^[0-9a-f]{40}$/.test(revision) ? [revision] : [`refs/heads/${revision}`, `refs/tags/${revision}`, revision];
  for (const candidate of candidates) {
    if (candidate.startsWith("-") || /[\s:^~]|@\{|\.\./.test(candidate)) continue;
    const answer = await ask(git, [
      "rev-parse",
      "--quiet",
      "--verify",
      "--end-of-options",
      `${candidate}^{commit}`
    ]);
    if (answer.status === 0) return answer.out.toString().trim();
  }
  return null;
}
var branchHead = async (git, branch) => refName(`refs/heads/${branch}`) ? resolveCommit(git, `refs/heads/${branch}`) : null;
var nothing = "0".repeat(40);
async function moveRef(git, name, next, expected) {
  const args = next === null ? ["-d", name, expected ?? nothing] : [name, next, expected ?? nothing];
  return (await ask(git, ["update-ref", ...args])).status === 0;
}
var isAncestor = async (git, ancestor, commit) => (await ask(git, ["merge-base", "--is-ancestor", ancestor, commit])).status === 0;
async function mergeBase(git, one, other) {
  const answer = await ask(git, ["merge-base", one, other]);
  return answer.status === 0 ? answer.out.toString().trim() : null;
}
var countCommits = async (git, from, to) => Number(await run(git, ["rev-list", "--count", `${from}..${to}`]));
async function objectType(git, sha) {
  if (!/^[0-9a-f]{40}$/.test(sha)) return null;
  const answer = await ask(git, ["cat-file", "-t", sha]);
  return answer.status === 0 ? answer.out.toString().trim() : null;
}
async function fetchFrom(git, source, sha) {
  await run(git, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", source.directory, sha]);
}

// src/sandbox/rules/record.ts
function recordTimeline(world, tx, actor, issue, kind, detail = {}) {
  tx.put("timeline", {
    id: world.store.nextId(),
    repository: issue.repository,
    number: issue.number,
    kind,
    actor: actor.user.login,
    createdAt: world.now(),
    detail
  });
}
function recordEvent(world, tx, actor, repository, name, action, payload) {
  tx.put("events", {
    id: world.store.nextId(),
    repository: repository.id,
    name,
    action,
    actor: actor.user.login,
    byWorkflow: isWorkflow(actor),
    at: world.now(),
    payload
  });
}
var recordIssueEvent = (world, tx, actor, issue, action, payload = {}) => recordEvent(world, tx, actor, { id: issue.repository }, issue.pull ? "pull_request" : "issues", action, {
  number: issue.number,
  ...payload
});

// src/sandbox/rules/followers.ts
var branchOf = (name) => name.startsWith("refs/heads/") ? name.slice(11) : null;
var openPulls = (pulls) => pulls.filter((pull) => pull !== null && pull.state === "open");
async function followHead(world, repository, { name, after, forced }) {
  const branch = branchOf(name);
  if (branch === null) return [];
  const pulls = openPulls(
    world.store.by("issues", "head", `${repository.id}:${branch}`).map((issue) => isPull(issue) ? issue : null)
  );
  if (after === null) return pulls.map((pull) => headDeleted(world, pull));
  return Promise.all(pulls.map((pull) => headMoved(world, pull, after, forced)));
}
async function followBase(world, repository, { name, after }) {
  const branch = branchOf(name);
  if (branch === null || after === null) return [];
  const git = world.git(repository);
  const pulls = openPulls(
    world.store.by("issues", "open", repository.id).map((issue) => isPull(issue) ? issue : null)
  );
  const changes = [];
  for (const { number, pull } of pulls) {
    if (pull.base !== branch || !await isAncestor(git, pull.headSha, after)) continue;
    changes.push((tx, actor) => markMerged(world, tx, actor, fresh(world, repository, number), after));
  }
  return changes;
}
var fresh = (world, repository, number) => world.store.get("issues", `${repository.id}/${number}`);
async function headMoved(world, issue, sha, forced) {
  const base = repositoryById(world, issue.repository);
  const git = world.git(base);
  await showHead(world, base, issue.pull.headRepository, issue.number, sha);
  const baseSha = await branchHead(git, issue.pull.base) ?? issue.pull.baseSha;
  return (tx, actor) => {
    const now = fresh(world, base, issue.number);
    const before = now.pull.headSha;
    tx.put("issues", { ...now, updatedAt: world.now(), pull: { ...now.pull, headSha: sha, baseSha } });
    if (forced) recordTimeline(world, tx, actor, now, "head_ref_force_pushed", { before, after: sha });
    recordIssueEvent(world, tx, actor, now, "synchronize", { before, after: sha });
  };
}
var headDeleted = (world, issue) => (tx, actor) => {
  const now = fresh(world, { id: issue.repository }, issue.number);
  recordTimeline(world, tx, actor, now, "head_ref_deleted");
  if (now.state === "open") markClosed(world, tx, actor, now);
};
async function showHead(world, base, headRepository, number, sha) {
  const git = world.git(base);
  if (headRepository !== base.id) await fetchFrom(git, world.git(repositoryById(world, headRepository)), sha);
  await run(git, ["update-ref", `refs/pull/${number}/head`, sha]);
}
function markClosed(world, tx, actor, issue) {
  const at = world.now();
  tx.put("issues", { ...issue, state: "closed", closedAt: at, updatedAt: at, closedBy: actor.user.login });
  recordTimeline(world, tx, actor, issue, "closed");
  recordIssueEvent(world, tx, actor, issue, "closed", { merged: false });
}
function markMerged(world, tx, actor, issue, sha) {
  const at = world.now();
  const by = actor.user.login;
  tx.put("issues", {
    ...issue,
    state: "closed",
    closedAt: at,
    updatedAt: at,
    closedBy: by,
    pull: { ...issue.pull, mergedAt: at, mergedBy: by, mergeCommitSha: sha }
  });
  recordTimeline(world, tx, actor, issue, "merged", { commit_id: sha });
  recordTimeline(world, tx, actor, issue, "closed");
  recordIssueEvent(world, tx, actor, issue, "closed", { merged: true, merge_commit_sha: sha });
}

// src/sandbox/rules/refs.ts
var nothing2 = "0".repeat(40);
function writingRefs(world, actor, repository, work) {
  return world.exclusively(repository, async () => {
    const writer = { repository: repository.id, login: actor.user.login, token: actor.token.secret };
    world.store.transaction((tx) => tx.put("refWriters", writer));
    try {
      return await work();
    } finally {
      await announceRefs(world, actor, repository);
    }
  });
}
async function reconcileRefs(world) {
  for (const { repository: id, login, token } of world.store.all("refWriters")) {
    const repository = world.store.get("repositories", id);
    const actor = { user: userOf(world, login), token: world.store.get("tokens", token) ?? withdrawn };
    if (repository) await announceRefs(world, actor, repository);
  }
}
var withdrawn = {
  id: 0,
  secret: "",
  login: "ghost",
  kind: "classic",
  permissions: null,
  repository: null
};
async function announceRefs(world, actor, repository) {
  const changes = await changedRefs(world, repository);
  const pulls = [];
  for (const change of changes) {
    pulls.push(...await followHead(world, repository, change));
    pulls.push(...await followBase(world, repository, change));
  }
  world.store.transaction((tx) => {
    for (const change of changes) announce(world, tx, actor, repository, change);
    for (const change of pulls) change(tx, actor);
    const writer = world.store.get("refWriters", repository.id);
    if (writer) tx.remove("refWriters", writer);
    const current = world.store.get("repositories", repository.id);
    if (changes.length > 0 && current) tx.put("repositories", { ...current, pushedAt: world.now() });
  });
}
async function changedRefs(world, repository) {
  const git = world.git(repository);
  const told = new Map(
    world.store.by("refs", "repository", repository.id).map(({ name, sha }) => [name, sha])
  );
  const now = new Map((await listRefs(git)).filter(isPublic).map(({ name, sha }) => [name, sha]));
  const names = [.../* @__PURE__ */ new Set([...told.keys(), ...now.keys()])];
  const moved = names.filter((name) => told.get(name) !== now.get(name));
  return Promise.all(
    moved.map(async (name) => {
      const [before, after] = [told.get(name) ?? null, now.get(name) ?? null];
      const forced = before !== null && after !== null && !await isAncestor(git, before, after);
      return { name, before, after, forced };
    })
  );
}
var isPublic = ({ name }) => /^refs\/(heads|tags)\//.test(name);
function announce(world, tx, actor, repository, change) {
  const { name, before, after, forced } = change;
  const row = { repository: repository.id, name, sha: after ?? nothing2 };
  if (after === null) tx.remove("refs", row);
  else tx.put("refs", row);
  const short = {
    ref: name.replace(/^refs\/(heads|tags)\//, ""),
    ref_type: name.startsWith("refs/tags/") ? "tag" : "branch"
  };
  if (before === null) recordEvent(world, tx, actor, repository, "create", null, short);
  if (after === null) recordEvent(world, tx, actor, repository, "delete", null, short);
  recordEvent(world, tx, actor, repository, "push", null, {
    ref: name,
    before: before ?? nothing2,
    after: after ?? nothing2,
    created: before === null,
    deleted: after === null,
    forced
  });
}

// src/sandbox/data.ts
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
function dataFile(name) {
  const here = fileURLToPath(import.meta.url);
  let root = dirname(here);
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  const home = here.startsWith(join(root, "dist")) ? "dist" : "src";
  return join(root, home, "sandbox", name);
}

// src/sandbox/node-id.ts
var nodeId = (type, id) => Buffer.from(`0${type.length}:${type}${id}`).toString("base64");
function fromNodeId(text) {
  const [, length, rest] = /^0(\d+):(.+)$/s.exec(Buffer.from(text, "base64").toString()) ?? [];
  if (length === void 0 || rest === void 0) return null;
  const type = rest.slice(0, Number(length));
  const id = rest.slice(Number(length));
  return id !== "" && nodeId(type, id) === text ? { type, id } : null;
}

// src/sandbox/rules/labels.ts
var findLabel = (world, repository, name) => world.store.one("labels", "name", `${repository.id}/${name.toLowerCase()}`);
var labelsOf = (world, issue) => issue.labels.map((id) => world.store.get("labels", id)).filter((label) => label !== null);
var mustChangeLabels = (world, actor, repository) => mustWrite(world, actor, repository, "issues", "pull_requests");
function createLabel(world, actor, repository, wish) {
  mustChangeLabels(world, actor, repository);
  if (!wish.name) throw missingField("Label", "name");
  mustBeFree(world, repository, wish.name);
  return world.store.transaction((tx) => putNew(world, tx, actor, repository, wish.name, wish));
}
function updateLabel(world, actor, repository, name, wish) {
  mustChangeLabels(world, actor, repository);
  const label = findLabel(world, repository, name);
  if (!label) throw notFound();
  if (wish.name !== void 0 && wish.name.toLowerCase() !== label.name.toLowerCase())
    mustBeFree(world, repository, wish.name);
  return world.store.transaction((tx) => {
    recordEvent(world, tx, actor, repository, "label", "edited", { label: wish.name ?? label.name });
    return tx.put("labels", {
      ...label,
      name: wish.name ?? label.name,
      color: colorOf(wish.color ?? label.color),
      description: wish.description === void 0 ? label.description : wish.description
    });
  });
}
function deleteLabel(world, actor, repository, name) {
  mustChangeLabels(world, actor, repository);
  const label = findLabel(world, repository, name);
  if (!label) throw notFound();
  world.store.transaction((tx) => {
    for (const issue of world.store.by("issues", "repository", repository.id))
      if (issue.labels.includes(label.id))
        tx.put("issues", { ...issue, labels: issue.labels.filter((id) => id !== label.id) });
    tx.remove("labels", label);
    recordEvent(world, tx, actor, repository, "label", "deleted", { label: label.name });
  });
}
function addLabels(world, actor, issue, names, { create }) {
  const repository = repositoryById(world, issue.repository);
  mustTriage(world, actor, repository, ...permissionsOf(issue));
  const unknown = names.filter((name) => !findLabel(world, repository, name));
  if (unknown.length > 0 && !create) throw notFound("Label does not exist");
  if (unknown.length > 0) mustChangeLabels(world, actor, repository);
  return world.store.transaction((tx) => {
    const labels = names.map(
      (name) => findLabel(world, repository, name) ?? putNew(world, tx, actor, repository, name, {})
    );
    return labels.reduce((now, label) => putOn(world, tx, actor, now, label), issue);
  });
}
function removeLabel(world, actor, issue, name) {
  const repository = repositoryById(world, issue.repository);
  mustTriage(world, actor, repository, ...permissionsOf(issue));
  const label = findLabel(world, repository, name);
  if (!label || !issue.labels.includes(label.id)) throw notFound("Label does not exist");
  return world.store.transaction((tx) => takeOff(world, tx, actor, issue, label));
}
function setLabels(world, actor, issue, names) {
  const wanted = addLabels(world, actor, issue, names, { create: true });
  const keep = new Set(names.map((name) => name.toLowerCase()));
  const surplus = labelsOf(world, wanted).filter((label) => !keep.has(label.name.toLowerCase()));
  if (surplus.length === 0) return wanted;
  return world.store.transaction(
    (tx) => surplus.reduce((now, label) => takeOff(world, tx, actor, now, label), wanted)
  );
}
var appearance = ({ name, color }) => ({ label: { name, color } });
function putOn(world, tx, actor, issue, label) {
  if (issue.labels.includes(label.id)) return issue;
  recordTimeline(world, tx, actor, issue, "labeled", appearance(label));
  recordIssueEvent(world, tx, actor, issue, "labeled", { label: label.name });
  return tx.put("issues", { ...issue, labels: [...issue.labels, label.id], updatedAt: world.now() });
}
function takeOff(world, tx, actor, issue, label) {
  recordTimeline(world, tx, actor, issue, "unlabeled", appearance(label));
  recordIssueEvent(world, tx, actor, issue, "unlabeled", { label: label.name });
  return tx.put("issues", {
    ...issue,
    labels: issue.labels.filter((id) => id !== label.id),
    updatedAt: world.now()
  });
}
function putNew(world, tx, actor, repository, name, wish) {
  recordEvent(world, tx, actor, repository, "label", "created", { label: name });
  return tx.put("labels", {
    id: world.store.nextId(),
    repository: repository.id,
    name,
    color: colorOf(wish.color ?? "ededed"),
    description: wish.description ?? null
  });
}
function mustBeFree(world, repository, name) {
  if (name.length > 50) throw invalidField("Label", "name");
  if (findLabel(world, repository, name))
    throw validationFailed([{ resource: "Label", code: "already_exists", field: "name" }]);
}
function colorOf(color) {
  if (!/^[0-9a-f]{6}$/i.test(color)) throw invalidField("Label", "color");
  return color;
}

// src/sandbox/git/merge.ts
async function mergeTree(git, ours, theirs) {
  const answer = await ask(git, ["merge-tree", "--write-tree", "--no-messages", ours, theirs]);
  return answer.status === 0 ? answer.out.toString().split("\n")[0] ?? null : null;
}
async function commitTree(git, tree, parents, message, author, committer = { name: "GitHub", email: "noreply@github.com", date: author.date }) {
  return run(git, ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], {
    input: message,
    environment: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_COMMITTER_DATE: committer.date
    }
  });
}
var treeOf = (git, commit) => run(git, ["rev-parse", `${commit}^{tree}`]);
async function rebase(git, base, head, committer) {
  const commits = await run(git, ["rev-list", "--reverse", "--no-merges", `${base}..${head}`]);
  let tip = base;
  for (const commit of commits.split("\n").filter(Boolean)) {
    const ancestor = await commitTree(git, await treeOf(git, `${commit}^`), [], "ancestor", committer);
    const ours = await commitTree(git, await treeOf(git, tip), [ancestor], "ours", committer);
    const theirs = await commitTree(git, await treeOf(git, commit), [ancestor], "theirs", committer);
    const tree = await mergeTree(git, ours, theirs);
    if (tree === null) return null;
    const [name = "", email = "", date = "", ...message] = (await run(git, ["show", "-s", "--format=%an%n%ae%n%aI%n%B", commit])).split("\n");
    tip = await commitTree(git, tree, [tip], message.join("\n"), { name, email, date }, committer);
  }
  return tip;
}

// src/sandbox/rules/merging.ts
async function mergeability(world, issue) {
  if (issue.state === "closed") return null;
  const repository = repositoryById(world, issue.repository);
  const git = world.git(repository);
  const base = await branchHead(git, issue.pull.base);
  if (base === null) return false;
  const head = issue.pull.headSha;
  const known = issue.pull.mergeable;
  if (known?.head === head && known.base === base) return known.clean;
  const clean = await mergeTree(git, base, head) !== null;
  const now = pullOf(world, repository, issue.number);
  world.store.transaction(
    (tx) => tx.put("issues", { ...now, pull: { ...now.pull, mergeable: { head, base, clean } } })
  );
  return clean;
}
var notAllowed = (message) => new GitHubError(405, message, {
  documentation: "https://docs.github.com/rest/pulls/pulls#merge-a-pull-request"
});
var headModified = () => new GitHubError(409, "Head branch was modified. Review and try the merge again.");
async function mergePull(world, actor, repository, number, wish) {
  mustWrite(world, actor, repository, "contents");
  const method = wish.method ?? "merge";
  mustAllow(repository, method);
  return writingRefs(world, actor, repository, async () => {
    const issue = pullOf(world, repository, number);
    if (issue.state === "closed") throw notAllowed("Pull Request is not mergeable");
    if (issue.pull.draft) throw notAllowed("Pull Request is still a draft");
    if (wish.sha !== void 0 && wish.sha !== issue.pull.headSha) throw headModified();
    const git = world.git(repository);
    const base = await branchHead(git, issue.pull.base);
    if (base === null) throw notAllowed("Pull Request is not mergeable");
    const sha = await mergedCommit(world, actor, repository, issue, base, method, wish);
    if (sha === null) throw notAllowed("Pull Request has merge conflicts");
    if (!await moveRef(git, `refs/heads/${issue.pull.base}`, sha, base))
      throw new GitHubError(409, "Base branch was modified. Review and try the merge again.");
    world.store.transaction((tx) => markMerged(world, tx, actor, pullOf(world, repository, number), sha));
    if (repository.deleteBranchOnMerge && issue.pull.headRepository === repository.id)
      await moveRef(git, `refs/heads/${issue.pull.head}`, null, issue.pull.headSha);
    return { sha };
  });
}
function mustAllow(repository, method) {
  if (method === "merge" && !repository.allowMergeCommit)
    throw notAllowed("Merge commits are not allowed on this repository.");
  if (method === "squash" && !repository.allowSquashMerge)
    throw notAllowed("Squash merges are not allowed on this repository.");
  if (method === "rebase" && !repository.allowRebaseMerge)
    throw notAllowed("Rebase merges are not allowed on this repository.");
}
async function mergedCommit(world, actor, repository, issue, base, method, wish) {
  const git = world.git(repository);
  const { head, headSha, headRepository } = issue.pull;
  if (method === "rebase")
    return rebase(git, base, headSha, { name: "GitHub", email: "noreply@github.com", date: world.now() });
  const tree = await mergeTree(git, base, headSha);
  if (tree === null) return null;
  const owner = repositoryById(world, headRepository).owner;
  if (method === "merge") {
    const title2 = wish.title ?? `Merge pull request #${issue.number} from ${owner}/${head}`;
    const message2 = wish.message ?? issue.title;
    return commitTree(
      git,
      tree,
      [base, headSha],
      `${title2}

${message2}
`,
      signatureOf(world, actor.user.login)
    );
  }
  const subjects = await run(git, ["log", "--reverse", "--format=* %s", `${base}..${headSha}`]);
  const one = !subjects.includes("\n");
  const title = wish.title ?? `${one ? subjects.slice(2) : issue.title} (#${issue.number})`;
  const message = wish.message ?? (one ? "" : subjects.replaceAll("\n", "\n\n"));
  return commitTree(
    git,
    tree,
    [base],
    `${title}

${message}`.trim() + "\n",
    signatureOf(world, issue.author)
  );
}
function signatureOf(world, login) {
  const user = userOf(world, login);
  return {
    name: user.name ?? user.login,
    email: `${user.id}+${user.login}@users.noreply.github.com`,
    date: world.now()
  };
}

// src/sandbox/rules/branches.ts
var unprocessable = (message) => new GitHubError(422, message);
var protectionOf = (world, repository, branch) => world.store.get("protections", `${repository.id}/${branch}`);
var needsPull = (world, repository, ref) => ref.startsWith("refs/heads/") && protectionOf(world, repository, ref.slice("refs/heads/".length))?.pullRequestRequired === true;
async function createRef(world, actor, repository, ref, sha) {
  mustWrite(world, actor, repository, "contents");
  if (!refName(ref)) throw unprocessable("Reference name is not valid");
  const git = world.git(repository);
  const type = await objectType(git, sha);
  if (type === null) throw unprocessable("Object does not exist");
  if (needsPull(world, repository, ref)) throw unprocessable("Reference update failed");
  return writingRefs(world, actor, repository, async () => {
    if (await findRef(git, ref)) throw unprocessable("Reference already exists");
    if (!await moveRef(git, ref, sha, null)) throw unprocessable("Reference update failed");
    return { name: ref, sha, type };
  });
}
async function updateRef(world, actor, repository, ref, sha, force) {
  mustWrite(world, actor, repository, "contents");
  const git = world.git(repository);
  return writingRefs(world, actor, repository, async () => {
    const before = await findRef(git, ref);
    if (!before) throw unprocessable("Reference does not exist");
    const type = await objectType(git, sha);
    if (type === null) throw unprocessable("Object does not exist");
    if (needsPull(world, repository, ref)) throw unprocessable("Changes must be made through a pull request.");
    if (!force && !await isAncestor(git, before.sha, sha))
      throw unprocessable("Update is not a fast forward");
    if (!await moveRef(git, ref, sha, before.sha)) throw unprocessable("Reference update failed");
    return { name: ref, sha, type };
  });
}
async function deleteRef(world, actor, repository, ref) {
  mustWrite(world, actor, repository, "contents");
  const git = world.git(repository);
  await writingRefs(world, actor, repository, async () => {
    const before = await findRef(git, ref);
    if (!before) throw unprocessable("Reference does not exist");
    if (needsPull(world, repository, ref)) throw unprocessable("Cannot delete this protected branch");
    if (!await moveRef(git, ref, null, before.sha)) throw unprocessable("Reference update failed");
  });
}

// src/sandbox/rules/comments.ts
function addComment(world, actor, issue, body) {
  mustParticipate(world, actor, repositoryById(world, issue.repository), ...permissionsOf(issue));
  if (body.trim() === "") throw missingField("IssueComment", "body");
  return world.store.transaction((tx) => {
    const at = world.now();
    const comment = tx.put("comments", {
      id: world.store.nextId(),
      repository: issue.repository,
      number: issue.number,
      author: actor.user.login,
      body,
      createdAt: at,
      updatedAt: at
    });
    tx.put("issues", { ...issue, updatedAt: at });
    recordEvent(world, tx, actor, { id: issue.repository }, "issue_comment", "created", {
      number: issue.number,
      comment: comment.id
    });
    return comment;
  });
}
function updateComment(world, actor, repository, id, body) {
  const comment = world.store.get("comments", id);
  if (!comment || comment.repository !== repository.id) throw notFound();
  const issue = issueOf(world, repository, comment.number);
  mustParticipate(world, actor, repository, ...permissionsOf(issue));
  const own = comment.author === actor.user.login;
  if (!own && !atLeast(roleOf(world, actor, repository), "write")) throw notAdministrator();
  if (body.trim() === "") throw missingField("IssueComment", "body");
  return world.store.transaction((tx) => {
    recordEvent(world, tx, actor, repository, "issue_comment", "edited", {
      number: issue.number,
      comment: id
    });
    return tx.put("comments", { ...comment, body, updatedAt: world.now() });
  });
}

// src/sandbox/rules/opening.ts
async function createPull(world, actor, repository, wish) {
  mustParticipate(world, actor, repository, "pull_requests");
  if (isWorkflow(actor) && !repository.actionsMayCreatePullRequests)
    throw new GitHubError(403, "GitHub Actions is not permitted to create or approve pull requests.", {
      documentation: "https://docs.github.com/rest/pulls/pulls#create-a-pull-request"
    });
  const { title, head, base } = wish;
  if (!head || !base)
    throw validationFailed(
      ["head", "base"].filter((field) => !wish[field]).map((field) => ({ resource: "PullRequest", code: "missing_field", field }))
    );
  if (!title) throw missingField("PullRequest", "title");
  const source = headOf(world, repository, head);
  if (!source) throw invalidField("PullRequest", "head");
  return world.exclusively(repository, async () => {
    const git = world.git(repository);
    const baseSha = await branchHead(git, base);
    const headSha = await branchHead(world.git(source.repository), source.branch);
    if (baseSha === null) throw invalidField("PullRequest", "base");
    if (headSha === null) throw invalidField("PullRequest", "head");
    if (source.repository.id !== repository.id) await fetchFrom(git, world.git(source.repository), headSha);
    mustBeOnly(world, repository, source, base);
    await mustDiffer(world, repository, source, { base, baseSha, headSha });
    const number = (world.store.get("repositories", repository.id) ?? repository).lastNumber + 1;
    await showHead(world, repository, source.repository.id, number, headSha);
    return putPull(world, actor, repository, wish, { number, source, baseSha, headSha });
  });
}
function headOf(world, repository, head) {
  const colon = head.indexOf(":");
  if (colon < 0) return { repository, branch: head };
  const owner = head.slice(0, colon).toLowerCase();
  const root = repository.forkOf ?? repository.id;
  const family = [
    repository,
    ...world.store.by("repositories", "forkOf", root),
    world.store.get("repositories", root)
  ];
  const found = family.find((member) => member?.owner.toLowerCase() === owner);
  return found ? { repository: found, branch: head.slice(colon + 1) } : null;
}
function mustBeOnly(world, repository, source, base) {
  const twin = world.store.by("issues", "head", `${source.repository.id}:${source.branch}`).find(
    (issue) => issue.repository === repository.id && issue.state === "open" && issue.pull?.base === base
  );
  if (twin)
    throw custom(
      "PullRequest",
      `A pull request already exists for ${source.repository.owner}:${source.branch}.`
    );
}
async function mustDiffer(world, repository, source, { base, baseSha, headSha }) {
  const git = world.git(repository);
  const [from, to] = source.repository.id === repository.id ? [base, source.branch] : [`${repository.owner}:${base}`, `${source.repository.owner}:${source.branch}`];
  if (await mergeBase(git, baseSha, headSha) === null)
    throw custom("PullRequest", `The ${to} branch has no history in common with ${from}`);
  if (await countCommits(git, baseSha, headSha) === 0)
    throw custom("PullRequest", `No commits between ${from} and ${to}`);
}
function putPull(world, actor, repository, wish, found) {
  const at = world.now();
  return world.store.transaction((tx) => {
    tx.put("repositories", {
      ...world.store.get("repositories", repository.id) ?? repository,
      lastNumber: found.number
    });
    const issue = tx.put("issues", {
      id: world.store.nextId(),
      repository: repository.id,
      number: found.number,
      title: wish.title ?? "",
      body: wish.body ?? null,
      author: actor.user.login,
      state: "open",
      stateReason: null,
      labels: [],
      assignees: [],
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      closedBy: null,
      pull: {
        id: world.store.nextId(),
        draft: wish.draft ?? false,
        headRepository: found.source.repository.id,
        head: found.source.branch,
        headSha: found.headSha,
        base: wish.base ?? repository.defaultBranch,
        baseSha: found.baseSha,
        mergeable: null,
        mergedAt: null,
        mergedBy: null,
        mergeCommitSha: null,
        requestedReviewers: [],
        maintainerCanModify: wish.maintainerCanModify ?? false
      }
    });
    recordIssueEvent(world, tx, actor, issue, "opened");
    return issue;
  });
}

// src/sandbox/rules/pulls.ts
function mustEdit(world, actor, repository, issue) {
  mustParticipate(world, actor, repository, "pull_requests");
  const own = issue.author === actor.user.login;
  if (!own && !atLeast(roleOf(world, actor, repository), "write")) throw notAdministrator();
}
async function updatePull(world, actor, repository, number, wish) {
  mustEdit(world, actor, repository, pullOf(world, repository, number));
  if (wish.title !== void 0 && wish.title.trim() === "") throw missingField("PullRequest", "title");
  const baseSha = wish.base === void 0 ? null : await branchHead(world.git(repository), wish.base);
  if (wish.base !== void 0 && baseSha === null) throw invalidField("PullRequest", "base");
  const before = pullOf(world, repository, number);
  return world.store.transaction((tx) => {
    const after = tx.put("issues", {
      ...before,
      title: wish.title ?? before.title,
      body: wish.body === void 0 ? before.body : wish.body,
      updatedAt: world.now(),
      pull: {
        ...before.pull,
        draft: wish.draft ?? before.pull.draft,
        base: wish.base ?? before.pull.base,
        baseSha: baseSha ?? before.pull.baseSha,
        maintainerCanModify: wish.maintainerCanModify ?? before.pull.maintainerCanModify
      }
    });
    if (after.title !== before.title)
      recordTimeline(world, tx, actor, after, "renamed", { rename: { from: before.title, to: after.title } });
    if (after.pull.draft !== before.pull.draft)
      recordTimeline(world, tx, actor, after, after.pull.draft ? "convert_to_draft" : "ready_for_review");
    recordIssueEvent(world, tx, actor, after, editOf(before, after));
    return after;
  });
}
var editOf = (before, after) => before.pull.draft === after.pull.draft ? "edited" : after.pull.draft ? "converted_to_draft" : "ready_for_review";
function closePull(world, actor, repository, number) {
  const issue = pullOf(world, repository, number);
  mustEdit(world, actor, repository, issue);
  if (issue.state === "open") world.store.transaction((tx) => markClosed(world, tx, actor, issue));
  return pullOf(world, repository, number);
}
async function reopenPull(world, actor, repository, number) {
  const before = pullOf(world, repository, number);
  mustEdit(world, actor, repository, before);
  if (before.state === "open") return before;
  if (before.pull.mergedAt !== null)
    throw custom("PullRequest", "state cannot be changed. The pull request cannot be reopened.");
  const source = {
    repository: world.store.get("repositories", before.pull.headRepository) ?? repository,
    branch: before.pull.head
  };
  const headSha = await branchHead(world.git(source.repository), source.branch);
  if (headSha === null)
    throw custom("PullRequest", `state cannot be changed. The ${source.branch} branch has been deleted.`);
  mustBeOnly(world, repository, source, before.pull.base);
  await showHead(world, repository, source.repository.id, number, headSha);
  const issue = pullOf(world, repository, number);
  return world.store.transaction((tx) => {
    recordTimeline(world, tx, actor, issue, "reopened");
    recordIssueEvent(world, tx, actor, issue, "reopened");
    return tx.put("issues", {
      ...issue,
      state: "open",
      closedAt: null,
      closedBy: null,
      updatedAt: world.now(),
      pull: { ...issue.pull, headSha }
    });
  });
}

export {
  isolated,
  ask,
  run,
  listRefs,
  findRef,
  refName,
  resolveCommit,
  branchHead,
  moveRef,
  isAncestor,
  mergeBase,
  countCommits,
  objectType,
  GitHubError,
  notFound,
  missingField,
  invalidRequest,
  notAdministrator,
  badCredentials,
  requiresAuthentication,
  atLeast,
  isWorkflow,
  roleOf,
  permits,
  mustRead,
  mustParticipate,
  mustTriage,
  mustWrite,
  mustAdmin,
  repositoryOf,
  issueOf,
  pullOf,
  isPull,
  repositoryById,
  userOf,
  permissionsOf,
  recordTimeline,
  recordIssueEvent,
  writingRefs,
  reconcileRefs,
  dataFile,
  protectionOf,
  createRef,
  updateRef,
  deleteRef,
  nodeId,
  fromNodeId,
  addComment,
  updateComment,
  findLabel,
  labelsOf,
  createLabel,
  updateLabel,
  deleteLabel,
  addLabels,
  removeLabel,
  setLabels,
  createPull,
  commitTree,
  mergeability,
  mergePull,
  signatureOf,
  updatePull,
  closePull,
  reopenPull
};
