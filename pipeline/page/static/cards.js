// The cards of rows: which one is current, what is said of each, and saying it.

import { $, $$, page, refresh, tell, word } from "./page.js";
import { isWaiting, listen, send } from "./queue.js";

const NOTHING = { verdict: "", correction: "", note: "" };
let rows = new Map(Object.entries(page.rows));
let here = null;

export const current = () => here;
export const keyOf = (card) => `${card.dataset.table}-${card.dataset.id}`;
export const cardOf = (key) => document.getElementById(key);
export const state = (key) => rows.get(key) ?? NOTHING;
const isReviewed = (row) => Boolean(row.verdict || row.correction || row.note);
const says = ({ verdict, correction, note }) => ({ verdict, correction, note });
const judged = (card) => card?.dataset.id;

// -- showing

function nameOf(row) {
  if (row.missed) return "missed";
  return row.verdict || (isReviewed(row) ? "noted" : "open");
}

export function show(key) {
  const card = cardOf(key);
  if (!card) return;
  const row = state(key);
  card.classList.remove("ok", "wrong", "open", "noted", "missed");
  card.classList.add(nameOf(row));
  card.classList.toggle("sending", isWaiting(key));
  for (const verdict of ["ok", "wrong"])
    $(`[data-act=${verdict}]`, card).setAttribute("aria-pressed", String(row.verdict === verdict));
  const said = $(".said", card);
  $(".correction", said).textContent = row.correction;
  $(".note", said).textContent = row.note;
  $(".who", said).textContent = row.by ?? "";
  said.hidden = !isReviewed(row);
  showMark(card.dataset.place);
  showProgress();
}

function showMark(place) {
  if (place === undefined) return;
  const together = $$(`.card[data-place="${place}"]`).map((card) => state(keyOf(card)));
  const wrong = together.some((row) => row.verdict === "wrong");
  const name = wrong ? "wrong" : together.every(isReviewed) ? "ok" : "open";
  for (const mark of marksOf(place)) {
    if (mark.dataset.places.split(" ")[0] !== place) continue;
    mark.classList.remove("ok", "wrong", "open");
    mark.classList.add(name);
  }
}

export const marksOf = (place) => $$(`mark[data-places~="${place}"]`);

function showProgress() {
  const box = $("#progress");
  if (!box) return;
  const all = $$(".card").length;
  const done = [...rows.values()].filter(isReviewed).length;
  $("progress", box).value = done;
  $("progress", box).max = all || 1;
  $(".numbers", box).textContent = `${done} / ${all}`;
}

function message(key, text, button = null) {
  const box = $(".message", cardOf(key) ?? document.body);
  if (!box) return;
  box.textContent = `${text} `;
  if (button) box.append(button);
  box.hidden = !text;
}

// -- the current card

export function select(card, { focus = true } = {}) {
  if (!card) return;
  for (const old of $$(".here")) old.classList.remove("here");
  here = card;
  delete card.dataset.leftOut;
  card.hidden = false;
  card.classList.add("here");
  if (focus) card.focus({ preventScroll: true });
  bring(card);
  const marks = card.dataset.place === undefined ? [] : marksOf(card.dataset.place);
  for (const mark of marks) mark.classList.add("here");
  if (marks.length) bring(marks[0]);
}

// What was laid out lazily may be elsewhere than guessed: looked at once more when it is drawn.
function bring(element) {
  const pane = element.closest(".text, #cards") ?? document.documentElement;
  const inside = () => {
    const [box, view] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
    const [top, bottom] = [Math.max(view.top, 0), Math.min(view.bottom, innerHeight)];
    return box.top >= top + 8 && box.bottom <= bottom - 24;
  };
  if (!inside()) element.scrollIntoView({ block: "center" });
  requestAnimationFrame(() => inside() || element.scrollIntoView({ block: "center" }));
}

const isShown = (card) => !card.hidden && card.dataset.leftOut === undefined;

// The next shown card in a direction (1 or -1) from the current one that passes the test.
function nextCard(step, test = () => true) {
  const cards = $$(".card");
  let at = here?.isConnected ? cards.indexOf(here) + step : step > 0 ? 0 : cards.length - 1;
  while (cards[at] && !(isShown(cards[at]) && test(cards[at]))) at += step;
  return cards[at];
}

export const go = (step) => select(nextCard(step));
export const goOpen = () => select(nextCard(1, (card) => !isReviewed(state(keyOf(card)))));
export function goEnd(step) {
  here = null;
  go(step);
}

// -- saying

function act(key, said) {
  const base = says(state(key));
  const card = cardOf(key);
  const { table, id, doc } = card.dataset;
  send("/act", { table, id, doc, base, says: said });
}

export function judge(card, verdict) {
  if (!judged(card)) return;
  const key = keyOf(card);
  const before = state(key);
  message(key, "");
  if (before.missed) {
    if (verdict === "wrong") act(key, NOTHING);
    return;
  }
  const same = before.verdict === verdict;
  const correction = verdict === "ok" || same ? "" : before.correction;
  const said = { verdict: same ? "" : verdict, correction, note: before.note };
  act(key, said);
  rows.set(key, { ...before, ...said });
  show(key);
  if (!same && card === here && $("#onward")?.checked) go(1);
}

export function edit(card, field = "correction", typed = null, error = "") {
  if (!judged(card)) return;
  select(card, { focus: false });
  const key = keyOf(card);
  const form = $(".edit", card) ?? card.appendChild($("#edit-form").content.firstElementChild.cloneNode(true));
  const { correction, note } = typed ?? state(key);
  form.correction.value = correction;
  form.note.value = note;
  $("#edit-hint", form).textContent = word(`hint.${card.dataset.table}`);
  $("#edit-error", form).textContent = error;
  form.correction.setAttribute("aria-invalid", String(Boolean(error)));
  card.classList.add("editing");
  if (card.dataset.table === "facts") $("details", card).open = true;
  form[field].focus();
  bring(form);
}

function closeForm(card) {
  $(".edit", card)?.remove();
  card.classList.remove("editing");
  if (card === here) card.focus({ preventScroll: true });
}

function submit(form) {
  const card = form.closest(".card");
  const key = keyOf(card);
  const [correction, note] = [form.correction.value.trim(), form.note.value.trim()];
  const row = state(key);
  const verdict = row.missed ? "ok" : correction ? "wrong" : row.verdict;
  $("#edit-error", form).textContent = "";
  if (row.correction === correction && row.note === note && row.verdict === verdict) closeForm(card);
  else act(key, { verdict, correction, note });
}

export const undo = () => send("/undo", {});

// -- answers

function onAct(body, status, answer) {
  const key = `${body.table}-${body.id}`;
  const card = cardOf(key);
  if (status === 200) {
    if (answer.row === null) return void refresh();
    rows.set(key, answer.row);
    if (card && $(".edit", card) && $(".edit", card).correction.value.trim() === answer.row.correction) closeForm(card);
    message(key, "");
  } else if (status === 409) {
    const mine = document.createElement("button");
    mine.type = "button";
    mine.textContent = word("use_mine");
    mine.addEventListener("click", () => {
      message(key, "");
      act(key, body.says);
    });
    rows.set(key, answer.row ?? NOTHING);
    if (card) closeForm(card);
    message(key, `${word("newer")} ${wording(body.says)}`, mine);
  } else if (status === 422 && card) {
    rows.set(key, { ...state(key), ...body.base });
    edit(card, "correction", body.says, answer.error);
  } else {
    rows.set(key, { ...state(key), ...body.base });
    message(key, answer.error);
  }
  show(key);
}

function wording({ verdict, correction, note }) {
  return [word(verdict || "open"), correction, note].filter(Boolean).join(", ");
}

async function onUndo(status, answer) {
  const row = answer.undone ?? answer.row;
  if (status === 200 && !row) return tell("", word("nothing_to_undo"));
  if (status === 200) tell("saved", word("undone"));
  else tell("", word("newer"));
  if (!row) return;
  const key = `${row.table}-${row.id}`;
  const project = row.table === "projects";
  const elsewhere = row.doc !== page.doc || project !== (location.pathname === "/projects");
  if (elsewhere || (answer.row && !cardOf(key))) {
    const article = `/article?${new URLSearchParams({ doc: row.doc, row: key })}`;
    location.href = `${project ? "/projects" : article}#${key}`;
    return;
  }
  if (answer.row) {
    rows.set(key, answer.row);
    show(key);
  } else await refresh();
  select(cardOf(key));
}

// What others said meanwhile, by key; rows whose act is under way wait for their answer. False where it has to wait.
export function take(told) {
  const missed = (of) => [...of].filter(([, row]) => row.missed).map(([key]) => key).sort().join();
  const fresh = new Map(Object.entries(told));
  if (missed(fresh) !== missed(rows)) return !isEditing() && refresh();
  for (const key of new Set([...rows.keys(), ...fresh.keys()])) {
    const [old, now] = [state(key), fresh.get(key) ?? NOTHING];
    if (isWaiting(key) || wording(old) === wording(now)) continue;
    rows.set(key, now);
    show(key);
  }
  return true;
}

export const isEditing = () => Boolean($(".edit") || $("dialog[open]"));

// -- filters within the article

function narrow() {
  const text = $("#search")?.value.trim() ?? "";
  const kind = $("#only-kind")?.value ?? "";
  const open = $("#only-open")?.checked ?? false;
  for (const card of $$(".card"))
    card.hidden =
      Boolean(kind && card.dataset.table !== kind) ||
      (open && isReviewed(state(keyOf(card)))) ||
      Boolean(text && !card.textContent.includes(text));
}

// -- events

export function start({ onMissed }) {
  listen((sent, status, answer) => {
    if (sent.url === "/act") onAct(sent.body, status, answer);
    else if (sent.url === "/undo") onUndo(status, answer);
    else onMissed(sent.body, status, answer);
  });
  document.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (!card || event.target.closest("a")) return;
    const act = event.target.closest("[data-act]")?.dataset.act;
    const column = card.classList.contains("editing") && event.target.closest("[data-column]");
    if (act === "cancel") closeForm(card);
    else if (act === "edit") edit(card);
    else if (act) {
      select(card);
      judge(card, act);
    } else if (column) addColumn($(".edit", card), column);
    else if (!event.target.closest(".edit")) select(card, { focus: !event.target.closest("summary") });
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".edit")) return;
    event.preventDefault();
    submit(event.target);
  });
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      if (body() && event.target.matches("#search, #only-kind, #only-open")) narrow();
    });
  let typed = [];
  document.addEventListener("stale", () => {
    typed = $$(".edit").map((form) => [keyOf(form.closest(".card")), form.correction.value, form.note.value]);
  });
  document.addEventListener("fresh", () => {
    rows = new Map(Object.entries(page.rows));
    const key = here && keyOf(here);
    here = null;
    narrow();
    if (key && cardOf(key)) select(cardOf(key), { focus: false });
    for (const [key, correction, note] of typed) edit(cardOf(key), "correction", { correction, note });
  });
  addEventListener("hashchange", toHash);
  toHash();
}

const body = () => document.body.classList.contains("reading");

function addColumn(form, column) {
  const pair = `${column.dataset.column}=${$("dd", column).textContent}`;
  const written = form.correction.value.trim();
  form.correction.value = written ? `${written.replace(/;$/, "")}; ${pair}` : pair;
  form.correction.focus();
}

function toHash() {
  const card = cardOf(location.hash.slice(1));
  if (card?.matches(".card")) select(card);
}

export function closeAnyForm() {
  const form = $(".edit");
  if (form) closeForm(form.closest(".card"));
  return Boolean(form);
}
