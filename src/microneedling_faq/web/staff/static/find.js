// The tab "Find and copy". Stands after shared.js in one script.

const PAUSE_MS = 60; // of typing, before a search; most people type a letter in 100 to 200
const FORM_KEY = "staff-copy-form";

const query = find("[data-query]");
const results = find("[data-results]");
let shown = null; // what the server found for the words in the field
let asked = 0;

const boxes = () => [...results.querySelectorAll("[data-piece]")];
const ticked = () => boxes().filter((box) => box.checked);
const form = () => find("input[name=find-form]:checked").value;

async function search() {
  const mine = ++asked;
  const text = query.value.trim();
  if (!text) {
    show(null);
    return;
  }
  const found = await ask(server.find_passages, { query: query.value });
  if (found && mine === asked) show(found);
}

function show(found) {
  shown = found;
  results.innerHTML = found ? found.html : ""; // made by web/staff/templates, which escape all text
  say(found ? summary(found) : "");
  showTicked();
}

function summary({ kind, pieces, answers }) {
  if (kind === "urgent") return "Danger: see the way to care.";
  if (!pieces.length) return "No passage.";
  return answers ? `${answers} of ${pieces.length} passages answer.` : `No passage answers; ${pieces.length} are near.`;
}

function showTicked() {
  const count = ticked().length;
  find("[data-ticked]").hidden = count === 0;
  find("[data-copy-ticked]").textContent = `Copy ${count} ticked`;
}

/* The chosen passages, and once below them the advice and how the clinic is reached. */
function copyPieces(numbers) {
  const parts = [...numbers.map((number) => shown.pieces[number]), shown.foot];
  const joined = (name, between) => parts.map((part) => part[name]).join(between);
  const plain = joined(form() === "markdown" ? "markdown" : "plain", "\n\n");
  const done = putOnClipboard(plain, form() === "html" ? joined("html", "\n") : "");
  const what = numbers.length === 1 ? "1 passage" : `${numbers.length} passages`;
  say(done ? `Copied: ${what}, with source and advice.` : "Your browser did not let us copy. Select the text and copy it by hand.");
}

/* What Enter copies: what is ticked, else the passage that has the focus, else the best, if it answers. */
function copyChosen(own = null) {
  const chosen = ticked().map((box) => Number(box.dataset.piece));
  if (chosen.length) copyPieces(chosen);
  else if (own !== null) copyPieces([own]);
  else if (shown?.answers) copyPieces([0]);
  else if (shown?.pieces.length) say("None of these answers the question. Tick one to copy it all the same.");
}

function move(by) {
  const all = boxes();
  const next = all.indexOf(document.activeElement) + by;
  if (next < 0) query.focus();
  else all[Math.min(next, all.length - 1)]?.focus();
}

query.addEventListener("input", settled(PAUSE_MS, search));
find("[data-form]").addEventListener("submit", (event) => event.preventDefault());

element.addEventListener("keydown", async (event) => {
  if (event.target !== query && event.target.dataset.piece === undefined) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    const own = event.target === query ? null : Number(event.target.dataset.piece);
    copyChosen(own);
  } else if (event.key === "Escape" && event.target !== query) {
    query.focus();
  }
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copyOne !== undefined) copyPieces([Number(button.dataset.copyOne)]);
  else if ("copyTicked" in button.dataset) copyChosen();
  else if ("untick" in button.dataset) {
    for (const box of boxes()) box.checked = false;
    showTicked();
    query.focus();
  }
});

element.addEventListener("change", (event) => {
  if (event.target.name === "find-form") localStorage.setItem(FORM_KEY, form());
  else showTicked();
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || typing || !isSeen()) return;
  event.preventDefault();
  query.focus();
  query.select();
});

const kept = find(`input[name=find-form][value="${localStorage.getItem(FORM_KEY) || "plain"}"]`);
if (kept) kept.checked = true;
