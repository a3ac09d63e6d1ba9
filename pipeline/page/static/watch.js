// Looks every few seconds whether the journal or the tables changed elsewhere.

import { $, page, refresh, tell, word } from "./page.js";
import { isEditing, take } from "./cards.js";
import { unsent } from "./queue.js";

const EVERY = 3000;
let lost = false;

async function json(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

async function look() {
  const { tables, journal } = await json("/changes");
  $("#news").hidden = tables === page.tables;
  if (journal === page.journal || unsent()) return;
  if ($("#cards")) {
    const [start, end] = page.span;
    const told = await json(`/reviews?${new URLSearchParams({ doc: page.doc, start, end })}`);
    if (await take(told.rows)) page.journal = told.journal;
  } else if (!isEditing() && (await refresh())) page.journal = journal;
}

async function watch() {
  if (!document.hidden) {
    try {
      await look();
      if (lost) tell("", "");
      lost = false;
    } catch {
      if (!lost && !unsent()) tell("lost", word("lost"));
      lost = true;
    }
  }
  setTimeout(watch, EVERY);
}

export function start() {
  $("#reload").addEventListener("click", () => location.reload());
  setTimeout(watch, EVERY);
}
