// Dates in the reader's own form; without this script they stand as 2026-01-31.
for (const time of document.querySelectorAll("time")) {
  const page = document.documentElement.lang;
  const reader = navigator.language.startsWith(page) ? navigator.language : page;
  if (!Number.isNaN(Date.parse(time.dateTime))) {
    time.textContent = new Intl.DateTimeFormat(reader, { dateStyle: "long", timeZone: "UTC" }).format(new Date(time.dateTime));
  }
}
