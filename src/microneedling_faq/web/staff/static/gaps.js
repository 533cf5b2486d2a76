// The tab "Gaps": its buttons carry a visitor's words to the tab that closes the gap.

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-to]");
  if (button) trigger("click", { ...button.dataset });
});
