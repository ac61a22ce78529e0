/* Who is talking: nobody needs to sign in while no login is set up; later people do, or are guests. */

const at = (id) => document.getElementById(id);
const dialog = at("door");
const ROLES = { guest: "손님", member: "", premium: "", admin: "관리자", operator: "" };
let access = null; // the access token lives in this page only; the refresh token in a cookie that no script reads
let me = null; // {user, role, login_is_set_up}
let changed = async () => {}; // what is done when somebody else is there
const leaving = []; // what is done before somebody goes

/* What this browser remembers of people; where that is forbidden, until the page is closed. */
export const store = (() => { try { return window.localStorage; } catch { return {}; } })();
export const beforeLeaving = (work) => leaving.push(work);

export const user = () => me?.user ?? "";
export const isGuest = () => me?.role === "guest";

const post = (path, body) => fetch(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000),
});

/* Fetches as whoever is signed in; a token that has run out is renewed once. */
export async function fetchAs(path, options = {}) {
  const once = () => fetch(path, { ...options, headers: { ...options.headers, ...(access && { Authorization: `Bearer ${access}` }) } });
  const mine = access;
  const response = await once();
  if (response.status !== 401 || !me?.login_is_set_up) return response;
  if (access === mine && !(await renew())) {
    open();
    return response;
  }
  return once();
}

/* One tab at a time: the others wait and then find the next token in the cookie. */
const alone = (work) => (navigator.locks ? navigator.locks.request("dure.door", work) : work());

async function renew() {
  return alone(async () => {
    const response = await post("/v1/auth/refresh", {});
    if (response.ok) take(await response.json());
    return response.ok;
  });
}

function take(tokens) {
  access = tokens.access_token;
  me = { user: tokens.user, role: tokens.role, login_is_set_up: true };
}

/* Finds out who is here; `again` is called whenever that changes. */
export async function enter(again) {
  changed = again;
  const told = new URLSearchParams(location.hash.slice(1));
  const response = await fetch("/v1/me");
  const here = response.ok ? await response.json() : { login_is_set_up: true };
  me = here.login_is_set_up ? null : here;
  if (!me && !(await renew()) && !(await beGuest())) open();
  show();
  if (told.get("invite")) open(told.get("invite"), told.get("user") ?? "");
}

async function beGuest() {
  const response = await post("/v1/auth/token", { kind: "guest", cookie: true });
  if (response.ok) take(await response.json());
  return response.ok;
}

function show() {
  const closed = Boolean(me?.login_is_set_up) || !me;
  at("who").hidden = !closed;
  at("who").textContent = !me || isGuest() ? "로그인" : `${me.user}${ROLES[me.role] && ` (${ROLES[me.role]})`} · 나가기`;
  at("where").textContent = closed ? "" : "이 컴퓨터에서만 열려 있어요.";
}

function open(invite = "", name = "") {
  at("invite").value = invite;
  at("door-user").value = name;
  at("door-user").readOnly = Boolean(name); // whom an invitation names, chooses a password only
  at("door-title").textContent = invite ? "비밀번호를 정해 주세요" : "로그인";
  at("door-enter").textContent = invite ? "정하고 들어가기" : "들어가기";
  at("door-password").autocomplete = invite ? "new-password" : "current-password";
  tell(invite ? "이름은 로그인할 때 쓸 영문 이름이에요." : "");
  if (!dialog.open) dialog.showModal();
  at(name ? "door-password" : "door-user").focus();
}

function tell(text, isBad = false) {
  at("door-said").textContent = text;
  at("door-said").classList.toggle("bad", isBad);
}

async function submit(event) {
  event.preventDefault();
  const [invite, name, password] = ["invite", "door-user", "door-password"].map((id) => at(id).value);
  const response = await (invite
    ? post("/v1/auth/invite", { invite, password, cookie: true, ...(name && !at("door-user").readOnly && { user: name }) })
    : post("/v1/auth/token", { user: name, password, cookie: true })).catch(() => null);
  if (!response?.ok) {
    const problem = response && (await response.json().catch(() => null));
    tell((response?.status === 401 && (invite ? "초대가 지났거나 이미 쓰였어요." : "이름이나 비밀번호가 맞지 않아요."))
      || problem?.detail || "연결이 끊겼어요. dure가 켜져 있는지 확인해 주세요.", true);
    return at("door-password").focus();
  }
  take(await response.json());
  at("door-password").value = "";
  if (invite) history.replaceState(null, "", location.pathname);
  dialog.close();
  show();
  return changed();
}

async function press() {
  if (!me || isGuest()) return open();
  await Promise.allSettled(leaving.map((work) => work()));
  await post("/v1/auth/logout", {});
  [access, me] = [null, null];
  if (!(await beGuest())) open();
  show();
  return changed();
}

at("door-form").onsubmit = submit;
at("door-later").onclick = () => dialog.close();
at("who").onclick = press;
