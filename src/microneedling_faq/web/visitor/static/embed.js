/* The chat on any page of the clinic's website:

     <script src="https://chat.clinic.example/embed.js" defer
       data-title="Ask about microneedling" data-greeting="We usually answer at once."
       data-colour="#0b655f" data-side="right" data-language="en"></script>

   All data attributes may be left out. Sets no cookie, stores nothing on the page that it is on, asks no other server, and asks
   its own only when a visitor opens the chat, or has come from another page where it may have been open. Works beside a Content-Security-Policy that allows the chat's address in script-src and frame-src:
   styles are attached as objects, which such a policy does not forbid, and live in a shadow tree, out of the page's way. */

(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
  if (document.querySelector("[data-microneedling-faq]")) return; // the line is on the page twice

  const WORDS = {
    en: { title: "Ask a question", close: "Close the chat", opening: "Opening the chat …", tab: "Open it in a new tab" },
    es: { title: "Haga una pregunta", close: "Cerrar el chat", opening: "Abriendo el chat …", tab: "Abrirlo en otra pestaña" },
    de: { title: "Eine Frage stellen", close: "Chat schließen", opening: "Der Chat wird geöffnet …", tab: "In einem neuen Tab öffnen" },
  };
  const STYLE = `
    :host { all: initial; --accent: #0b655f; --on-accent: #fff; --card: #fff; --ink: #17302e; --edge: #cfdedb }
    @media (prefers-color-scheme: dark) { :host { --card: #0f1918; --ink: #e4efed; --edge: #2d403d } }
    * { box-sizing: border-box; font-family: system-ui, sans-serif }
    button { border: 0; cursor: pointer; font-size: 16px; line-height: 1.3 }
    :focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; box-shadow: 0 0 0 2px var(--card) }
    .open { position: fixed; bottom: max(1rem, env(safe-area-inset-bottom)); right: 1rem; z-index: 2147483000; max-width: calc(100vw - 2rem);
      padding: .8rem 1.3rem; border-radius: 2rem; background: var(--accent); color: var(--on-accent); font-weight: 600;
      box-shadow: 0 4px 18px rgb(0 0 0 / 30%) }
    .left .open { right: auto; left: 1rem }
    dialog { position: fixed; inset: auto 1rem 1rem auto; width: min(26rem, calc(100vw - 2rem)); height: min(42rem, calc(100vh - 2rem));
      max-width: none; max-height: none; margin: 0; padding: 0; overflow: hidden; border: 1px solid var(--edge); border-radius: 14px;
      background: var(--card); color: var(--ink); box-shadow: 0 12px 48px rgb(0 0 0 / 35%) }
    .left dialog { inset: auto auto 1rem 1rem }
    dialog[open] { display: flex; flex-direction: column }
    dialog::backdrop { background: rgb(0 0 0 / 25%) }
    .bar { display: flex; gap: .75rem; align-items: center; padding: .6rem .6rem .6rem 1rem; background: var(--accent); color: var(--on-accent) }
    .bar div { flex: 1; min-width: 0 }
    h2, p { margin: 0; overflow-wrap: anywhere }
    h2 { font-size: 17px; line-height: 1.3 }
    .bar p { font-size: 14px; line-height: 1.4 }
    .bar :focus-visible { outline-color: var(--on-accent); box-shadow: none }
    .close { flex: none; width: 2.75rem; height: 2.75rem; border-radius: 50%; background: none; color: inherit; font-size: 26px; line-height: 1 }
    .room { position: relative; flex: 1 }
    .room p { padding: 1rem; font-size: 16px; line-height: 1.5 }
    .room a { color: inherit }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; visibility: hidden; background: var(--card) }
    .ready iframe { visibility: visible }
    @media (max-width: 40rem), (max-height: 30rem) {
      dialog, .left dialog { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border: 0; border-radius: 0 }
    }
    @media print { .open { display: none } }`;

  const settings = script.dataset;
  const home = new URL(".", script.src);
  const wanted = settings.language || document.documentElement.lang || navigator.language;
  const language = wanted.slice(0, 2).toLowerCase() in WORDS ? wanted.slice(0, 2).toLowerCase() : "en";
  const words = WORDS[language];
  const title = settings.title || words.title;
  const address = new URL(`?embed=1&lang=${language}`, home).href;

  const make = (tag, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), properties);
    node.append(...children);
    return node;
  };

  const host = make("div", { lang: language });
  host.dataset.microneedlingFaq = "";
  const open = make("button", { type: "button", className: "open", textContent: title });
  open.setAttribute("aria-haspopup", "dialog");
  const close = make("button", { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", words.close);
  const heading = make("h2", { id: "title", textContent: title });
  const greeting = settings.greeting ? [make("p", { textContent: settings.greeting })] : [];
  const elsewhere = make("a", { href: address.replace("embed=1&", ""), target: "_blank", rel: "noopener", textContent: words.tab });
  const room = make("div", { className: "room" }, make("p", {}, `${words.opening} `, elsewhere));
  const dialog = make("dialog", {}, make("div", { className: "bar" }, make("div", {}, heading, ...greeting), close), room);
  dialog.setAttribute("aria-labelledby", "title");
  const frame = make("iframe", { title, allow: "clipboard-write" });

  // Only the chat's own address knows whether it was open on the page before. It is asked if there was one, of this website.
  const memory = make("iframe", { hidden: true, src: new URL("reopen.html", home).href, title: "" });
  const reloaded = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const turned = window.navigation ? navigation.entries().length > 1 : document.referrer.startsWith(`${location.origin}/`);

  const tell = (action) => frame.contentWindow?.postMessage({ action }, home.origin);

  const focusChat = () => {
    frame.focus();
    if (!matchMedia("(pointer: coarse)").matches) tell("focus");
  };

  let quietly = false; // opened by itself: the visitor has not asked to type
  const openChat = () => {
    memory.remove();
    dialog.showModal();
    if (!frame.isConnected) {
      frame.src = address;
      room.append(frame);
    } else if (room.classList.contains("ready")) {
      tell("opened");
      focusChat();
    }
  };
  open.addEventListener("click", openChat);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside the dialog: its own box is filled by bar and room
  });
  dialog.addEventListener("close", () => {
    tell("closed");
    open.focus();
  });

  window.addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home.origin || !source || data?.from !== "microneedling-faq") return;
    if (source === memory.contentWindow) {
      memory.remove();
      quietly = data.action === "reopen";
      if (quietly) openChat();
      return;
    }
    if (source !== frame.contentWindow) return;
    if (data.action === "close") dialog.close();
    if (data.action === "ready") { // once when one can type, once more when the chat can note that it is open
      const first = !room.classList.contains("ready");
      room.classList.add("ready");
      if (dialog.open) tell("opened");
      if (dialog.open && first && !quietly) focusChat();
      quietly = false;
    }
  });

  const legible = () => {
    const [red, green, blue] = getComputedStyle(open).backgroundColor.match(/[\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff"; // whichever has more contrast
  };

  const show = () => {
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(make("div", { className: settings.side === "left" ? "left" : "right" }, open, dialog));
    if (reloaded || turned) root.append(memory);
    document.body.append(host);
    const colour = settings.colour || settings.color;
    if (colour && CSS.supports("color", colour)) {
      host.style.setProperty("--accent", colour);
      host.style.setProperty("--on-accent", legible());
    }
  };

  if (document.body) show();
  else document.addEventListener("DOMContentLoaded", show);
})();
