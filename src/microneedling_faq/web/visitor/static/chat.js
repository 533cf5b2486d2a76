// Runs once, when Gradio is there; `element`, `props` and `server` come from gr.HTML. The plain page (first_page.html) is on
// the page already, perhaps with an answer: it is taken into Gradio's element as it stands, what is typed in it included.
// What is asked stays in this browser tab (visit.js, which stands before this in the same script); "New chat" forgets it.

const RETRY_AFTER_MS = [500, 1000, 2000, 4000, 8000];
const PATIENCE_MS = 15000; // with one attempt, before it counts as failed
const SHOWN_CHARACTERS = 400; // of a question, in the conversation
const SOMETHING_TO_SEE = /[\p{L}\p{N}\p{P}\p{S}]/u; // a message may be all blanks of zero width

takeIn(document.querySelector(".faq"));

const find = (selector) => element.querySelector(selector);
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const conversation = find("[data-conversation]");
const composer = find("[data-composer]");
const box = composer.elements.question;
const embedded = new URLSearchParams(location.search).has("embed") && window.parent !== window;

let language = composer.elements.lang.value; // of the document, Gradio makes the browser's
let words = props.languages[language].words;
let asked = []; // the visitor's messages, oldest first
let turns = []; // what has been asked: its place on the page, and what is sent for it
let waiting = []; // turns whose reply has not come
let answering = false;

// ---- language

function speak(chosen) {
  language = chosen;
  words = props.languages[language].words;
  document.documentElement.lang = language;
  document.title = words.title;
  for (const node of element.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  for (const node of element.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words[node.dataset.label]);
  find("[data-about]").replaceChildren(...about());
  find("#private").textContent = visit.kept ? words.private_tab : words.private;
  composer.elements.lang.value = language;
  box.placeholder = words.placeholder;
  find("[data-hint]").textContent = "";
  find("[data-languages]").replaceChildren(...otherLanguages());
  const { questions } = props.languages[language];
  find("[data-questions]").replaceChildren(...questions.map(suggestion));
  for (const node of [find("[data-questions]"), find("#start-title")]) node.hidden = questions.length === 0;
  find("[data-contact]").replaceChildren(...props.languages[language].contact.map(contactLink));
  find("[data-emergency]").replaceChildren(...props.languages[language].emergency.map(linked));
  find("[data-foot]").replaceChildren(...foot(props.languages[language]));
}

function linked([text, address]) {
  return address ? make("a", { href: address, textContent: text }) : text;
}

function foot({ links, version }) {
  return [...links.map(contactLink), make("span", { textContent: version })];
}

function about() {
  if (!props.only_title) return [words.about_many];
  const [before, after] = words.about_one.split("{title}");
  return [before, make("span", { lang: props.document_language, textContent: props.only_title }), after];
}

function otherLanguages() {
  return Object.entries(props.languages)
    .filter(([name]) => name !== language)
    .map(([name, { words: theirs }]) => make("button", { type: "submit", className: "quiet", lang: name, textContent: theirs.language }, { language: name }));
}

function suggestion(question) {
  const item = make("li");
  item.append(make("button", { type: "submit", className: "chip", textContent: question }, { ask: question }));
  return item;
}

function contactLink([text, address]) {
  const elsewhere = address.startsWith("tel:") ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return make("a", { href: address, textContent: text, ...elsewhere });
}

function make(tag, properties = {}, data = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  Object.assign(node.dataset, data);
  return node;
}

// ---- asking: the question is shown at once, the replies come in the order of the questions

function addTurn(message) {
  const turn = make("section", { className: "turn", tabIndex: -1 });
  const readable = SOMETHING_TO_SEE.test(message) ? message : "…";
  const shown = readable.length > SHOWN_CHARACTERS ? `${readable.slice(0, SHOWN_CHARACTERS)} …` : readable;
  const heading = make("h2", { className: "asked" });
  heading.append(make("span", { className: "unseen", textContent: `${words.asked} ` }), shown);
  turn.append(heading, make("div", { className: "replied" }));
  conversation.append(turn);
  setBegun(true);
  return turn;
}

function ask(message, as_typed = false) {
  const turn = addTurn(message);
  const history = asked.slice(-10).map((each) => each.slice(0, props.longest));
  const question = { turn, data: { message: message.slice(0, props.longest + 1), history, as_typed, language } };
  turns.push(question);
  waiting.push(question);
  asked.push(message);
  keepVisit();
  showStart(turn);
  // On a phone the keyboard would cover the reply; elsewhere the next question can be typed at once.
  const next = matchMedia("(pointer: coarse)").matches ? turn : box;
  next.focus({ preventScroll: true });
  answerWaiting();
}

async function answerWaiting() {
  if (answering) return;
  answering = true;
  while (waiting.length) await answer(waiting.shift());
  answering = false;
}

async function answer(question) {
  const { turn, data } = question;
  const place = turn.lastElementChild;
  place.replaceChildren(make("p", { className: "searching", textContent: words.searching }));
  let reply = await attempt(data);
  for (const pause of RETRY_AFTER_MS) {
    if (reply || !turn.isConnected) break;
    tell(place, words.offline);
    await wait(pause);
    reply = turn.isConnected && (await attempt(data));
  }
  if (!turn.isConnected) return; // a new chat has begun
  if (reply && reply.html) show(turn, reply);
  else offerRetry(question, reply ? reply.busy : words.failed);
}

function attempt(data) {
  return Promise.race([server.reply(data), wait(PATIENCE_MS)]); // Gradio gives undefined if the server is away
}

function show(turn, { html, announcement, reply_id }) {
  turn.dataset.replyId = reply_id; // by which a rating finds the question; empty where no question is kept
  turn.lastElementChild.innerHTML = html; // made by web/rendering.py, which escapes all text
  showDates(turn);
  find("[data-status]").textContent = announcement;
  showStart(turn);
  keepVisit();
}

function offerRetry(question, text) {
  const place = question.turn.lastElementChild;
  tell(place, text);
  const again = make("button", { type: "button", className: "quiet", textContent: words.retry });
  again.addEventListener("click", () => {
    waiting.push(question);
    answerWaiting();
  });
  place.append(again);
}

function tell(place, text) {
  place.replaceChildren(make("p", { className: "trouble", textContent: text }));
  find("[data-status]").textContent = text;
}

function showStart(turn) {
  if (turn === conversation.lastElementChild) turn.scrollIntoView({ block: "start" });
}

function showDates(turn) {
  for (const time of turn.querySelectorAll("time")) time.textContent = dateForReader(time.dateTime);
}

function dateForReader(date) {
  const reader = navigator.language.startsWith(language) ? navigator.language : language;
  const format = new Intl.DateTimeFormat(reader, { dateStyle: "long", timeZone: "UTC" });
  return Number.isNaN(Date.parse(date)) ? date : format.format(new Date(date));
}

function setBegun(begun) {
  for (const node of element.querySelectorAll("[data-at-start]")) node.hidden = begun;
  for (const node of element.querySelectorAll("[data-later]")) node.hidden = !begun;
}

function startAnew() {
  conversation.replaceChildren();
  asked = [];
  turns = [];
  waiting = [];
  box.value = "";
  find("[data-hint]").textContent = "";
  setBegun(false);
}

// ---- the visit outlives the page, not the tab

function keepVisit() {
  if (!turns.length) return;
  const replied = (turn) => (turn.querySelector(".reply") ? turn.lastElementChild.innerHTML : null);
  visit.write({ language, asked, turns: turns.map(({ turn, data }) => ({ data, html: replied(turn) })) });
}

/* As it was, at once, and without a word from a screen reader; what had no reply yet is asked again. */
function restoreVisit(kept) {
  asked = kept.asked;
  turns = kept.turns.map(({ data, html }) => {
    const question = { turn: addTurn(data.message), data };
    if (html === null) waiting.push(question);
    else question.turn.lastElementChild.innerHTML = html.replaceAll('role="alert"', "");
    return question;
  });
  answerWaiting();
}

// ---- what visitors press

function send() {
  const message = box.value;
  const empty = message.trim() === "";
  find("[data-hint]").textContent = empty ? words.empty : "";
  find("[data-status]").textContent = empty ? words.empty : "";
  if (empty) {
    box.focus();
    return;
  }
  box.value = "";
  ask(message);
}

function rate(button) {
  const { rate: verdict, reason } = button.dataset;
  server.rate({ verdict, reason: reason || null, reply_id: button.closest(".turn").dataset.replyId || "" });
  const group = button.closest(".rating");
  const reasons = group.querySelector(".reasons");
  if (verdict === "not_helpful" && !reason) {
    reasons.hidden = false;
    group.replaceChildren(reasons);
    reasons.querySelector("button").focus();
    group.scrollIntoView({ block: "nearest" });
  } else {
    const thanks = make("p", { tabIndex: -1, textContent: words.thanks });
    group.replaceChildren(thanks);
    thanks.focus(); // which also has it read out
  }
}

element.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button !== find(".send")) event.preventDefault(); // without this script they send a form
  if ("new" in button.dataset) {
    startAnew();
    visit.erase();
    find("[data-status]").textContent = words.cleared;
    box.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  } else if (button.dataset.language) {
    speak(button.dataset.language);
    keepVisit();
    find("[data-languages] button").focus();
  } else if (button.dataset.ask) {
    ask(button.dataset.ask);
  } else if (button.dataset.bare) {
    ask(button.dataset.bare, true);
  } else if (button.dataset.rate) {
    rate(button);
  } else if ("print" in button.dataset) {
    window.print();
  } else if (button.dataset.copy || button.dataset.share) {
    const { share } = button.dataset;
    const outcome = await (share
      ? copy(new URL(share, document.baseURI).href, words.link_copied)
      : copy(quotation(button), words.copied));
    find("[data-status]").textContent = outcome;
    button.nextElementSibling?.remove();
    button.after(make("span", { className: "outcome", textContent: outcome }));
  }
});

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

box.addEventListener("input", () => {
  find("[data-hint]").textContent = "";
});

// A browser may bring the page back as it was left, for the next person who presses "Back".
window.addEventListener("pageshow", (event) => {
  if (event.persisted && !visit.kept) startAnew();
});
window.addEventListener("pagehide", keepVisit); // with what was rated or unfolded

window.addEventListener("beforeprint", () => {
  find("[data-printed]").textContent = dateForReader(new Date().toISOString().slice(0, 10));
});

// ---- inside the widget of another page, as first_page.js begins

function tellHost(action) {
  window.parent.postMessage({ from: "microneedling-faq", action }, "*"); // says nothing about the visitor
}

if (embedded) {
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    if (event.data?.action === "opened") visit.noteOpen(true);
    if (event.data?.action === "closed") visit.noteOpen(false);
  });
}

// ---- start

/* Moves the plain page here; where a browser cannot keep the focus on the way, it is given back. */
function takeIn(page) {
  const focused = document.activeElement;
  document.body.append(document.querySelector("[data-styles]")); // what comes last wins, and Gradio's have come since
  const landmark = page.parentElement; // Gradio has one of its own
  if (element.moveBefore) element.moveBefore(page, null);
  else element.append(page);
  landmark.remove();
  if (page.contains(focused) && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

/* A question that the server has answered already, without this script or by way of a link. */
function adopt(turn) {
  asked = [...composer.querySelectorAll("[name=history]")].map((field) => field.value).slice(0, -1);
  const data = { message: turn.dataset.message, history: asked, as_typed: "asTyped" in turn.dataset, language };
  const question = { turn, data };
  turns.push(question);
  asked = [...asked, data.message];
  if (turn.querySelector(".reply")) showDates(turn);
  else waiting.push(question);
  keepVisit();
  answerWaiting();
}

/* One question is not asked again because the page is loaded again. */
function forgetAddress() {
  const address = new URL(location.href);
  address.searchParams.delete("q");
  address.hash = "";
  history.replaceState(history.state, "", address);
}

function begin() {
  const kept = visit.read();
  const came = find(".turn");
  forgetAddress();
  document.documentElement.lang = language; // Gradio has put the browser's there
  find("#private").textContent = visit.kept ? words.private_tab : words.private;
  if (came && !kept) adopt(came);
  if (!kept) return;
  came?.remove();
  if (kept.language !== language) speak(kept.language);
  restoreVisit(kept);
  const message = came?.dataset.message;
  if (came && message !== turns.at(-1)?.data.message) ask(message); // again, after what was said before
  else if (turns.length) showStart(turns.at(-1).turn);
}

begin();
find(".faq").classList.remove("returning");
find(".faq").classList.add("alive");
if (embedded) tellHost("ready");
