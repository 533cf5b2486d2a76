// What is copied of a quotation. Stands after chat.js in one script.

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    return done;
  } catch {
    return words.not_copied;
  }
}

/* The quotations beside a copy button, as they are seen. */
function quotationsBeside(button) {
  return [...button.closest(".opened, .passage").querySelectorAll(":scope > blockquote, :scope > figure blockquote")];
}

/* What goes with a quotation wherever it is copied to: source, cautions, link, advice. */
function citation({ copy: cited, link, advice }) {
  return [cited, new URL(link, document.baseURI).href, "", advice].join("\n");
}

function quotation(button) {
  const spans = quotationsBeside(button).map((span) => span.textContent);
  return `“${spans.join(" … ")}”\n${citation(button.dataset)}`;
}

/* By hand, too, no claim is copied without its caution. */
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  const touched = [...element.querySelectorAll("[data-copy]")].filter((button) =>
    quotationsBeside(button).some((span) => selection.containsNode(span, true)),
  );
  if (touched.length === 0 || selection.isCollapsed) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", [selection, ...touched.map((button) => citation(button.dataset))].join("\n\n"));
});
