// The text of an article: marks and cards lead to one another, and what the run missed is added from the text.

import { $, $$, page, refresh, word } from "./page.js";
import { cardOf, current, keyOf, marksOf, select } from "./cards.js";
import { send } from "./queue.js";

const text = () => $("#text");
const points = (string) => [...string].length; // the tables count code points, a browser counts UTF-16 units
let found = []; // where the words of the dialog stand: UTF-16 offsets
let chosen = 0;

// -- from mark to card

function cardsAt(mark) {
  return mark.dataset.places.split(" ").flatMap((place) => $$(`.card[data-place="${place}"]`));
}

// A mark leads to the narrowest of what it is about; once more leads on to the next.
function open(mark) {
  const cards = cardsAt(mark);
  select(cards[(cards.indexOf(current()) + 1) % cards.length], { focus: true });
}

function tip(mark) {
  const box = $("#tip");
  const parts = cardsAt(mark).map((card) => {
    const line = document.createElement("p");
    const kind = document.createElement("b");
    kind.textContent = $(".kind", card).textContent;
    const rest = [".headline", ".check", "code"].map((part) => $(part, card)?.textContent.trim()).filter(Boolean);
    line.append(kind, ` ${rest.join(" · ")}`);
    return line;
  });
  box.replaceChildren(...parts);
  box.hidden = false;
  const at = mark.getBoundingClientRect();
  const below = at.bottom + 8 + box.offsetHeight < innerHeight;
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${below ? at.bottom + 8 : at.top - box.offsetHeight - 8}px`;
}

const hideTip = () => ($("#tip").hidden = true);

// -- what was missed

// Start and end of the selected words in the text, without blanks around them; null where none are selected.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text()?.contains(range.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(text());
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = before.toString().length + (words.length - words.trimStart().length);
  return words.trim() ? [start, start + words.trim().length] : null;
}

export function addMissed() {
  if (!text()) return;
  const dialog = $("#missed");
  const form = $("form", dialog);
  const span = selected();
  form.reset();
  $("#missed-error").textContent = "";
  form.words.value = span ? text().textContent.slice(...span) : "";
  find(span?.[0]);
  dialog.showModal();
  (span ? form.value : form.words).focus();
}

// Looks for the typed words; the place shown first is the selected one, else the first behind the current row.
function find(start) {
  const whole = text().textContent;
  const words = $("#missed").querySelector("form").words.value;
  found = [];
  for (let at = words ? whole.indexOf(words) : -1; at >= 0; at = whole.indexOf(words, at + 1)) found.push(at);
  chosen = Math.max(found.findIndex((at) => at >= (start ?? currentStart(whole))), 0);
  showContext();
}

function currentStart(whole) {
  const mark = current() && marksOf(current().dataset.place)[0];
  if (!mark) return 0;
  const before = document.createRange();
  before.selectNodeContents(text());
  before.setEndBefore(mark);
  return before.toString().length;
}

function showContext() {
  const whole = text().textContent;
  const words = $("#missed form").words.value;
  const box = $("#missed-context");
  const other = $("#missed-other");
  other.hidden = found.length < 2;
  other.textContent = `${word("elsewhere")} ${chosen + 1} / ${found.length}`;
  if (!found.length) return void (box.textContent = words ? word("not_in_text") : "");
  const [start, end] = [found[chosen], found[chosen] + words.length];
  const bold = document.createElement("b");
  bold.textContent = whole.slice(start, end);
  box.replaceChildren("…", whole.slice(Math.max(start - 24, 0), start), bold, whole.slice(end, end + 24), "…");
}

function submit(event) {
  event.preventDefault();
  const form = event.target;
  if (!found.length) return void ($("#missed-error").textContent = word("not_in_text"));
  const whole = text().textContent;
  const words = form.words.value;
  const start = page.span[0] + points(whole.slice(0, found[chosen]));
  const span = { start, end: start + points(words), text: words };
  send("/missed", { doc: page.doc, table: form.table.value, value: form.value.value.trim(), note: form.note.value.trim(), ...span });
}

export async function onMissed(body, status, answer) {
  const dialog = $("#missed");
  if (status === 200 || (status === 409 && answer.row)) {
    dialog?.close();
    await refresh();
    return void select(cardOf(`${answer.row.table}-${answer.row.id}`));
  }
  if (!dialog?.open) {
    addMissed();
    const form = $("#missed form");
    for (const name of ["table", "value", "note"]) form[name].value = body[name];
    form.words.value = body.text;
    find();
  }
  $("#missed-error").textContent = answer.error;
  $("#missed form").value.focus();
}

// -- events

export function start() {
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("#text mark");
    if (mark && getSelection().isCollapsed) open(mark);
    if (event.target.closest("#mark")) addMissed();
    if (event.target.closest("#missed [data-act=cancel]")) $("#missed").close();
    if (event.target.closest("#missed-other")) {
      chosen = (chosen + 1) % found.length;
      showContext();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("mark")) open(event.target);
  });
  for (const kind of ["mouseover", "focusin"])
    document.addEventListener(kind, (event) => {
      const mark = event.target.closest?.("#text mark");
      if (mark) tip(mark);
      else if (!$("#tip")?.hidden) hideTip();
    });
  document.addEventListener("scroll", () => $("#tip")?.hidden === false && hideTip(), true);
  document.addEventListener("submit", (event) => event.target.matches("#missed form") && submit(event));
  document.addEventListener("input", (event) => event.target.matches("#missed [name=words]") && find());
  document.addEventListener("selectionchange", showButton);
}

// The button to add what was missed follows the selection.
function showButton() {
  const button = $("#mark");
  const span = selected();
  button.hidden = !span;
  if (!span) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  button.style.left = `${Math.max(8, Math.min(box.left, innerWidth - button.offsetWidth - 8))}px`;
  button.style.top = `${Math.min(box.bottom + 8, innerHeight - button.offsetHeight - 8)}px`;
}
