/* The conversation: what is said, what comes back, and what stood there before. */

import { button, el, p, span } from "./elements.js";
import { showFormulas } from "./formulas.js";
import { offerNotices } from "./notices.js";
import { openPanel } from "./panel.js";
import { showRows } from "./rows.js";
import { showShops } from "./shops.js";
import { enter, fetchAs, isGuest, store, user } from "./sign_in.js";

const FILE_LIMIT = 1_000_000; // bytes
const [LIMIT, COUNT_FROM, PATIENCE_MS] = [500, 400, 20_000]; // letters (code points) in an utterance, and from when they are counted
/* What an answer may show beside its text; the first that finds its own kind of item does. */
const VIEWS = [showShops, showRows, showFormulas];
const PLACE = {
  off: "위치는 이 대화에서만 써요.", seeking: "위치를 찾고 있어요.", on: "위치를 이 대화에서만 쓰고 있어요.",
  denied: "위치를 허락하지 않으셨어요. 동네 이름을 적어 주세요.", failed: "위치를 찾지 못했어요. 동네 이름을 적어 주세요.",
};

const at = (id) => document.getElementById(id);
const [log, chips, box] = [at("log"), at("chips"), at("text")];
// The session of each assistant, so that a reload finds the conversation.
const sessionKey = () => `dure.session.${user()}.${assistant.name}`;
let [assistants, assistant] = [[], null]; // as /v1/assistants tells them
const titleOf = (name) => assistants.find((known) => known.name === name)?.title ?? name;
let attached = null; // {name, media_type, text}: a file that goes with what is said next
let turn = null; // what waits for an answer
let here = null; // {lat, lon} while the person lets us use it; never stored
let seeking = null; // the search for it under way

const show = (node) => log.appendChild(node);

// ---- The wire ----
const problemOf = (status, detail) => ({ problem: { status, detail: detail || "처리하지 못했어요. 잠시 뒤에 다시 해 주세요." } });

/* Returns what came back, or {problem} (status 0: nobody answered). A turn has its key, so one sent again is taken once. */
async function call(path, options = {}, again = false) {
  let response, body;
  try {
    response = await fetchAs(path, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
    body = await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return problemOf(response.status);
    if (!again) return problemOf(0, "연결이 끊겼어요. dure가 켜져 있는지 확인해 주세요.");
    return new Promise((resolve) => setTimeout(resolve, 800)).then(() => call(path, options));
  }
  return response.ok ? body : problemOf(response.status, body.detail);
}

// ---- A turn ----
/* Says something; returns whether it was sent. */
function say(text) {
  const said = text.trim();
  if (!assistant || turn || !said || lengthOf(said) > LIMIT) return false;
  // We name the session ourselves, so that a first turn sent twice is still one turn.
  const session = (store[sessionKey()] ||= crypto.randomUUID());
  for (const old of log.querySelectorAll(".problem button")) old.remove();
  const path = `/v1/assistants/${encodeURIComponent(assistant.name)}/turns`;
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const body = JSON.stringify({ text: said, session, ...(here && { here }), ...(attached && { attachments: [attached] }) });
  ask({ said, path, options: { method: "POST", headers, body }, bubble: showSaid(attached ? `${said}\n(${attached.name})` : said) });
  attach(null);
  return true;
}

async function ask(asked) {
  wait(asked);
  offer([]);
  scrollTo({ top: document.documentElement.scrollHeight, behavior: glide() });
  const answer = await call(asked.path, asked.options, true);
  if (turn !== asked) return; // another conversation was opened meanwhile
  wait(null);
  const { problem } = answer;
  if (!problem) offer(showReply(answer));
  // What cannot be read would be turned away again: it is to be changed first.
  else if (problem.status === 422) showProblem(problem, "고쳐 쓰기", () => { box.value = asked.said; measure(); box.focus(); });
  else showProblem(problem, "다시 보내기", () => ask(asked));
  asked.bubble.scrollIntoView({ block: "start", behavior: glide() });
}

function wait(asked) {
  turn = asked;
  at("waiting").hidden = !asked?.said;
  measure();
}

const showSaid = (text) => show(el("div", { className: "said" }, span("내가 한 말: ", "sr"), text));

function showProblem(problem, label, action) {
  const again = button(label, () => { shown.remove(); rest(); action(); });
  const shown = show(el("div", { className: "problem" }, p("bad", problem.detail), again));
}

/* Shows an answer; returns what may be said next by one press. */
function showReply(answer) {
  const view = VIEWS.map((look) => look(answer)).find(Boolean) ?? { nodes: [], next: [] };
  const calls = answer.items.filter((item) => /^[\d-]+$/.test(item.number)).map(({ number, name }) =>
    el("a", { className: "call strong", href: `tel:${number}`, textContent: `${number} ${name}` }));
  show(el("div", { className: "reply" },
    el("p", { className: "text" }, span("dure의 답: ", "sr"), answer.text),
    calls.length && el("div", { className: "chips" }, ...calls),
    answer.intent === "PRIVACY_REQUEST" && answer.slots.action === "export" && el("div", { className: "chips" }, button("내 정보 파일로 받기", download)),
    ...view.nodes,
    ...answer.pictures.map(picture),
    !view.cites && answer.sources.length && p("small", `출처: ${answer.sources.join(", ")}`)));
  openPanel(assistant);
  return view.next.length ? view.next : answer.outcome === "asked" ? answersTo(answer) : [];
}

/* Hands out all that is kept of whoever asks, as a file. */
async function download() {
  const response = await fetchAs("/v1/privacy/me/export").catch(() => null);
  if (!response?.ok) return showProblem({ detail: "파일을 받지 못했어요. 잠시 뒤에 다시 해 주세요." }, "다시 받기", download);
  const href = URL.createObjectURL(await response.blob());
  el("a", { href, download: "dure-my-data.json" }).click();
  return setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/* A drawing is shown as an image, so that nothing in it can run. */
function picture({ alt, data, media_type: type }) {
  if (type !== "image/svg+xml") return null;
  return el("figure", { className: "picture" }, el("img", { alt, src: `data:${type};charset=utf-8,${encodeURIComponent(data)}` }));
}

function answersTo({ items, text }) {
  const choices = items.filter((item) => item.intent && item.name);
  if (choices.length === 2) return [[choices[0].name, "첫 번째"], [choices[1].name, "두 번째"]];
  const question = text.split(/[.?!]\s+/).at(-1);
  const open = /무엇|무슨|어느|어떤|어디|언제|얼마|누구|몇|어떻게|왜|아니면/.test(question);
  return /(까요|건가요)\?$/.test(question) && !open ? ["네", "아니요"] : [];
}

// ---- Conversations ----
async function start() {
  log.replaceChildren();
  const answer = await call("/v1/assistants");
  const { problem } = answer.length === 0 ? problemOf(0, "지금은 켜져 있는 도우미가 없어요.") : answer;
  if (problem) return showProblem(problem, "다시 열기", start);
  assistants = answer.filter((known) => known.guests || !isGuest());
  const select = at("assistants");
  select.replaceChildren(...assistants.map(({ name }) => el("option", { value: name, textContent: titleOf(name) })));
  select.value = store["dure.assistant"];
  if (select.selectedIndex < 0) select.selectedIndex = 0;
  at("about").hidden = !(select.hidden = assistants.length < 2);
  return talkTo(select.value);
}

async function talkTo(name) {
  assistant = assistants.find((known) => known.name === name);
  store["dure.assistant"] = name;
  at("about").textContent = titleOf(name);
  document.title = `dure · ${titleOf(name)}`;
  wait(null); // nothing of one conversation goes into another, the place least of all
  log.replaceChildren();
  offer([]);
  usePlace(null, "off");
  attach(null);
  at("place").hidden = at("place-said").hidden = !assistant.uses_place;
  at("file").parentElement.hidden = !assistant.takes_files;
  openPanel(assistant);
  offerNotices(assistant);
  const session = store[sessionKey()];
  if (!session) return greet();
  const opening = {};
  wait(opening); // nothing is said before the past is there
  const { turns, problem } = await call(`/v1/sessions/${encodeURIComponent(session)}`);
  if (turn !== opening) return null;
  wait(null);
  if (problem && problem.status !== 404) return showProblem(problem, "다시 열기", () => talkTo(name));
  return turns?.length ? showPast(turns) : greet();
}

function showPast(turns) {
  log.ariaLive = "off"; // what was said before is not read out again
  if (turns.length > 9) show(p("small", "지난 대화는 마지막 열 번까지만 보여요."));
  let bubble, next;
  for (const { said, result } of turns) {
    bubble = showSaid(said ?? "지워진 말이에요.");
    next = result ? showReply(result) : [];
    if (!result) show(p("small", "지워진 답이에요."));
  }
  offer(next);
  bubble.scrollIntoView({ block: "start" });
  setTimeout(() => { log.ariaLive = "polite"; }, 500);
}

function greet() {
  show(el("div", { className: "reply" }, p("text", assistant.greeting)));
  offer(assistant.examples);
}

function offer(choices) {
  chips.replaceChildren(...choices.map((choice) => {
    const [label, said = label] = [choice].flat();
    return button(label, () => say(said) && rest());
  }));
}

/* Where the focus goes when its button has gone; on a phone no keyboard pops up. */
const hasMouse = () => matchMedia("(hover: hover) and (pointer: fine)").matches;
const rest = () => (hasMouse() ? box : at("main")).focus({ preventScroll: true });
const glide = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

// ---- The place, asked for by a press only ----
function usePlace(place, said, search = null) {
  [here, seeking] = [place, search];
  at("place").setAttribute("aria-pressed", String(place !== null));
  at("place-said").textContent = PLACE[said];
}

function seekPlace() {
  if (here || seeking) return usePlace(null, "off");
  if (!navigator.geolocation) return usePlace(null, "failed");
  const mine = {};
  usePlace(null, "seeking", mine);
  const rounded = (degrees) => Number(degrees.toFixed(4)); // ten metres: near enough for a meal
  return navigator.geolocation.getCurrentPosition(
    ({ coords }) => { if (seeking === mine) usePlace({ lat: rounded(coords.latitude), lon: rounded(coords.longitude) }, "on"); },
    ({ code }) => { if (seeking === mine) usePlace(null, code === 1 ? "denied" : "failed"); },
    { timeout: 10_000, maximumAge: 60_000 });
}

// ---- A file that goes with what is said ----
function attach(file) {
  attached = file;
  at("file-said").textContent = file ? `함께 보낼 파일: ${file.name}` : "";
}

async function readFile({ target }) {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  if (file.size > FILE_LIMIT) at("file-said").textContent = "1MB까지만 보낼 수 있어요.";
  else attach({ name: file.name.slice(0, 200), media_type: file.type || "text/plain", text: await file.text() });
  box.focus();
}

// ---- Writing ----
const lengthOf = (text) => [...text].length;

function measure() {
  const left = LIMIT - lengthOf(box.value.trim());
  const told = left < 0 ? `${LIMIT}자까지예요. ${-left}자를 줄여 주세요.` : `${left}자 더 쓸 수 있어요.`;
  at("count").textContent = left > LIMIT - COUNT_FROM ? "" : told;
  at("count").classList.toggle("bad", left < 0);
  at("send").setAttribute("aria-disabled", String(left === LIMIT || left < 0 || turn !== null));
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function submit(event) {
  event.preventDefault();
  if (!say(box.value)) return box.focus();
  box.value = "";
  measure();
  return rest();
}

function press(event) { // 229: the Enter that ends a Hangul syllable, as Safari tells it
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
}

function begin() {
  if (!assistant) return;
  delete store[sessionKey()];
  talkTo(assistant.name);
  rest();
}

box.oninput = measure;
box.onkeydown = press;
at("form").onsubmit = submit;
at("fresh").onclick = begin;
at("place").onclick = seekPlace;
at("file").onchange = readFile;
at("assistants").onchange = (event) => talkTo(event.target.value);
measure();
usePlace(null, "off");
enter(start).catch(() => {}).then(start); // whoever is here: what cannot be reached, `start` tells
if (hasMouse()) box.focus();
