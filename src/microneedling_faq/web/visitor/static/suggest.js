// Offers questions that are answered, while one types. Runs in the plain page, before first_page.js, and stays when chat.js comes.
// A field of several lines may not be a combobox (ARIA in HTML): it stays a textbox, with a list that the arrow keys go through.

(() => {
  const PAUSE_MS = 120; // of the typing, before the server is asked
  const FEWEST_CHARACTERS = 4;
  const LONGEST_CHARACTERS = 200; // who writes more tells a story, and asks in their own words
  const form = document.getElementById("ask");
  const box = document.getElementById("question");
  const list = document.getElementById("suggested");
  const faq = document.querySelector(".faq");
  const find = (selector) => faq.querySelector(selector);

  let timer = 0;
  let request = new AbortController();
  let resumeAt = 0; // when a server that was busy may be asked again
  let chosen = -1; // which question the arrow keys have reached

  function close() {
    clearTimeout(timer);
    request.abort();
    if (list.hidden) return;
    list.hidden = true;
    list.replaceChildren();
    reach(-1);
    find("[data-status]").textContent = "";
  }

  /* Beside a danger that was told of, nothing leads away from the help. */
  function isWanted(typed) {
    const { length } = typed.trim();
    const fits = length >= FEWEST_CHARACTERS && length <= LONGEST_CHARACTERS && !typed.includes("\n");
    return fits && Date.now() >= resumeAt && !find('.turn:last-child [data-kind="urgent"]');
  }

  async function offer() {
    const typed = box.value;
    request.abort();
    request = new AbortController();
    const { questions, language } = await look(typed, request.signal);
    if (typed !== box.value || document.activeElement !== box) return;
    if (!questions.length) {
      close();
      return;
    }
    list.lang = language;
    list.replaceChildren(...questions.map(option));
    list.hidden = false;
    reach(-1);
    find("[data-status]").textContent = find("[data-suggested-count]").textContent.replace("{count}", questions.length);
  }

  /* What the server offers; nothing where it cannot be reached, for one can ask without it. */
  async function look(typed, signal) {
    const sent = { typed, language: form.elements.lang.value };
    try {
      const headers = { "Content-Type": "application/json" };
      const response = await fetch("api/suggest", { method: "POST", headers, body: JSON.stringify(sent), signal });
      if (response.ok) return await response.json();
      resumeAt = Date.now() + 1000 * (Number(response.headers.get("Retry-After")) || 1);
    } catch {
      // taken back, or away
    }
    return { questions: [], language: sent.language };
  }

  function option(question, number) {
    const item = document.createElement("li");
    item.id = `suggested-${number}`;
    item.textContent = question;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    return item;
  }

  function reach(number) {
    chosen = number;
    [...list.children].forEach((item, each) => item.setAttribute("aria-selected", String(each === number)));
    const item = list.children[number];
    if (item) box.setAttribute("aria-activedescendant", item.id);
    else box.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  function choose(item) {
    box.value = item.textContent;
    close();
    form.requestSubmit();
  }

  /* From the last question, and from the first, the way leads back to what was typed. */
  function step(by) {
    const places = list.children.length + 1;
    reach(((chosen + 1 + by + places) % places) - 1);
  }

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: close,
    Enter: () => choose(list.children[chosen]),
  };

  box.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || list.hidden || event.isComposing || event.shiftKey || (event.key === "Enter" && chosen < 0)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Escape would close the widget, Enter would send what was typed
    act();
  });

  box.addEventListener("input", () => {
    clearTimeout(timer);
    if (isWanted(box.value)) timer = setTimeout(offer, PAUSE_MS);
    else close();
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) choose(item);
  });

  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
})();
