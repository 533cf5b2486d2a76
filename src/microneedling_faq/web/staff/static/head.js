// The head of the desk: who is signed in, what is unsigned, and the tour that opens once for each name in this browser.

const TOUR = [
  ["Welcome to the staff desk", "It finds the clinic's own sentences and copies them, word for word, with their source. It never writes an answer, and it sends nothing."],
  ["While you are on the phone", "Press / and type what the customer asks. Enter copies the best passage. With the arrow keys and the space bar you choose others first."],
  ["When an e-mail comes", "Paste all of it in the tab “E-mail”. Press Ctrl and Enter for a letter of reply, edit it, and press Ctrl and Enter again to copy it."],
  ["When it turns red", "A sign of danger comes first, and nothing else is shown. Tell the customer what stands there, and call a clinician."],
];

const find = (selector) => element.querySelector(selector);
const dialog = find("[data-dialog]");
let step = 0;

function showStep() {
  const [title, text] = TOUR[step];
  find("[data-title]").textContent = title;
  find("[data-text]").textContent = text;
  find("[data-step]").textContent = `${step + 1} of ${TOUR.length}`;
  find("[data-next]").textContent = step + 1 < TOUR.length ? "Next" : "Start";
  find("[data-title]").focus();
}

function openTour() {
  step = 0;
  dialog.showModal();
  showStep();
}

find("[data-tour]").addEventListener("click", openTour);
find("[data-leave]").addEventListener("click", () => dialog.close());
find("[data-next]").addEventListener("click", () => {
  step += 1;
  if (step < TOUR.length) showStep();
  else dialog.close();
});
dialog.addEventListener("close", () => document.querySelector("[data-query]")?.focus());

find("[data-clinic]").textContent = props.clinic;
find("[data-unsigned]").textContent = `Not signed yet: ${props.unsigned}.`;
find("[data-unsigned]").hidden = !props.unsigned;

async function begin() {
  const member = await server.who(null);
  if (!member) return;
  find("[data-name]").textContent = member.role === "edits" ? `${member.name}, may edit` : member.name;
  const seen = `staff-tour:${member.name}`;
  if (localStorage.getItem(seen)) document.querySelector("[data-query]")?.focus();
  else openTour();
  localStorage.setItem(seen, "1");
}

begin();
