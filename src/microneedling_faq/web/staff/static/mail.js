// The tab "E-mail". Stands after shared.js in one script.

const PAUSE_MS = 150;

const mail = find("[data-mail]");
const letter = find("[data-letter]");
let written = null; // the letter as the server composed it for the e-mail that was read last
let gap = ""; // what stands in it where staff must write
let read = ""; // the e-mail that this is
let warned = ""; // the letter for which a warning was given
let asked = 0;

const gaps = () => (gap ? letter.value.split(gap).length - 1 : 0);

function sayOfLetter(text) {
  find("[data-letter-status]").textContent = text;
}

async function readMail() {
  const mine = ++asked;
  const text = mail.value;
  if (!text.trim()) {
    showReading({ html: "", letter: null, gap: "", summary: "" }, text);
    return;
  }
  const answer = await ask(server.read_customer_mail, { mail: text });
  if (answer && mine === asked) showReading(answer, text);
}

function showReading({ html, letter: composed, gap: left, summary }, text) {
  find("[data-reading]").innerHTML = html; // made by web/staff/templates, which escape all text
  written = composed;
  gap = left || gap; // of a letter that is still there
  read = text;
  say(summary);
}

/* Puts the letter in its field; what somebody has changed in it is replaced at the second press only. */
async function writeLetter() {
  if (read !== mail.value) await readMail();
  if (written === null) {
    say("Paste the customer's e-mail first.");
    mail.focus();
    return;
  }
  if (letter.value && letter.value !== letter.dataset.composed && warned !== letter.value) {
    warned = letter.value;
    sayOfLetter("You have changed this reply. Press again to write it anew.");
    return;
  }
  letter.value = written;
  letter.dataset.composed = written;
  warned = "";
  sayOfLetter(gaps() ? `${gaps()} to fill in, in [brackets]. Read it through before you send it.` : "Read it through before you send it.");
  letter.focus();
  const at = gaps() ? letter.value.indexOf(gap) : 0;
  letter.setSelectionRange(at, gaps() ? at + gap.length : at);
}

function copyLetter() {
  if (!letter.value.trim()) {
    sayOfLetter("There is no reply to copy yet.");
    return;
  }
  if (gaps() && warned !== letter.value) {
    warned = letter.value;
    sayOfLetter(`Still to fill in: ${gaps()}, in [brackets]. Press again to copy it all the same.`);
    return;
  }
  const done = putOnClipboard(letter.value);
  sayOfLetter(done ? "Copied." : "Your browser did not let us copy. Select the text and copy it by hand.");
  letter.focus();
}

mail.addEventListener("input", settled(PAUSE_MS, readMail));

element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (event.target === mail) writeLetter();
  else if (event.target === letter) copyLetter();
});

element.addEventListener("click", (event) => {
  const data = event.target.closest("button")?.dataset;
  if (!data) return;
  if ("write" in data) writeLetter();
  else if ("copyLetter" in data) copyLetter();
  else if ("empty" in data) {
    mail.value = letter.value = letter.dataset.composed = warned = "";
    sayOfLetter("");
    readMail();
    mail.focus();
  }
});
