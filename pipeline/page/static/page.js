// What the server told with the page, the words of its language, and small tools.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const page = JSON.parse($("#page").textContent);

export function word(key, values = {}) {
  const wording = page.words[`js.${key}`] ?? key;
  return wording.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// The state of saving, also read aloud: state is saving, saved or failed.
export function tell(state, text) {
  const saved = $("#saved");
  saved.className = state;
  saved.textContent = text;
  $("#retry").hidden = state !== "failed";
}

// Fetches this page anew and puts its live part in place; scroll positions stay. Resolves to false where that failed.
export async function refresh() {
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return false;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const [old, live] = [$("#live"), $("#live", fresh)];
  if (!old || !live) return false;
  const scrolled = [".text", "#cards"].map((pane) => [pane, $(pane)?.scrollTop]);
  document.dispatchEvent(new Event("stale"));
  old.replaceWith(document.adoptNode(live));
  for (const [pane, top] of scrolled) if (top && $(pane)) $(pane).scrollTop = top;
  const { rows, span } = JSON.parse($("#page", fresh).textContent);
  Object.assign(page, { rows, span });
  document.dispatchEvent(new Event("fresh"));
  return true;
}
