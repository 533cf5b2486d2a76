// Runs in the plain page, before there is Gradio: what a form cannot do by itself. It stays when chat.js comes.

(() => {
  const faq = document.querySelector(".faq");
  const form = document.getElementById("ask");
  const box = document.getElementById("question");
  const embedded = new URLSearchParams(location.search).has("embed") && window.parent !== window;

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // A visit that this tab keeps (visit.js) comes back with chat.js: until then nothing is shown that would go again,
  // and a question that is sent sooner takes along what was asked before, of which a danger may have been told.
  try {
    const kept = JSON.parse(sessionStorage.getItem(`microneedling-faq ${new URL(".", location.href).pathname}`));
    if (kept) faq.classList.add("returning");
    for (const value of kept?.asked.slice(-10) ?? []) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "history", value }));
    }
  } catch {
    // forbidden, or not ours
  }

  faq.querySelector(".turn")?.scrollIntoView({ block: "start" });

  // Inside the widget of another page, which shows the page when it is ready, and hears Escape only from here.
  if (!embedded) return;
  const tellHost = (action) => window.parent.postMessage({ from: "microneedling-faq", action }, "*"); // nothing of the visitor
  faq.classList.add("embedded");
  form.action = "./?embed=1#answer";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tellHost("close");
  });
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.action === "focus") box.focus();
  });
  tellHost("ready");
})();
