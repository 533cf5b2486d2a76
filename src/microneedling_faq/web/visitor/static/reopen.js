// Tells embed.js whether the chat was open when this tab left the last page: only the chat's own address knows (visit.js).
// Asks for nothing and writes nothing.

let open = false;
try {
  open = sessionStorage.getItem(`microneedling-faq ${new URL(".", location.href).pathname} open`) !== null;
} catch {
  // forbidden
}
window.parent.postMessage({ from: "microneedling-faq", action: open ? "reopen" : "stay" }, "*"); // says nothing about the visitor
